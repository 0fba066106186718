package org.psyopsos.builder.publish;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.manifest.Sha256;

/** A bucket of an S3-compatible service; every request is signed (AWS signature, version 4). */
public final class S3Deaddrop implements Deaddrop {

  private static final long PART_SIZE = 64L << 20;
  private static final String SHA256 = "sha256";
  private static final String REDIRECT = "x-amz-website-redirect-location";
  private static final Map<String, String> UNLESS_THERE = Map.of("If-None-Match", "*");

  private final MinioClient client;
  private final String bucket;
  private final String prefix;

  /**
   * Uses a bucket.
   *
   * @param prefix what every object's name begins with: empty, or ending with a slash
   */
  public S3Deaddrop(MinioClient client, String bucket, String prefix) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  @Override
  public boolean createNew(String name, Payload payload) {
    if (stat(name).isPresent()) {
      return false;
    }
    try {
      put(name, payload, Map.of(), UNLESS_THERE);
      return true;
    } catch (AlreadyThere e) {
      return false;
    }
  }

  @Override
  public void replace(String name, Payload payload) {
    put(name, payload, Map.of("Cache-Control", "no-cache"), Map.of());
  }

  @Override
  public void remove(String name) {
    asking(
        name,
        () -> {
          client.removeObject(
              RemoveObjectArgs.builder().bucket(bucket).object(prefix + name).build());
          return Optional.of(name);
        });
  }

  @Override
  public void point(String name, String target, Payload payload) {
    Map<String, String> redirect =
        Map.of("Cache-Control", "no-cache", REDIRECT, "/" + prefix + target);
    try {
      put(name, payload, redirect, Map.of());
    } catch (NotImplemented e) {
      replace(name, payload); // Many services have no web site to redirect on.
    }
  }

  @Override
  public Optional<byte[]> read(String name, int limit) {
    return asking(
        name,
        () -> {
          try (InputStream in = client.getObject(get(name))) {
            byte[] bytes = in.readNBytes(limit + 1);
            return bytes.length > limit ? Optional.empty() : Optional.of(bytes);
          }
        });
  }

  @Override
  public Optional<Sha256> sha256(String name) {
    Optional<StatObjectResponse> stat = stat(name);
    if (stat.isEmpty()) {
      return Optional.empty();
    }
    String told = stat.get().userMetadata().getFirst(SHA256);
    return told == null ? hashOf(name) : Optional.of(new Sha256(told));
  }

  @Override
  public List<String> list(String below) {
    return asking(
            below,
            () -> {
              List<String> names = new ArrayList<>();
              ListObjectsArgs all =
                  ListObjectsArgs.builder()
                      .bucket(bucket)
                      .prefix(prefix + below)
                      .recursive(true)
                      .build();
              for (Result<Item> item : client.listObjects(all)) {
                String name = item.get().objectName();
                if (!name.endsWith("/")) { // Some services list folders too.
                  names.add(name.substring(prefix.length()));
                }
              }
              names.sort(null);
              return Optional.of(List.copyOf(names));
            })
        .orElse(List.of());
  }

  @Override
  public String place() {
    return "s3://" + bucket + "/" + prefix;
  }

  private Optional<StatObjectResponse> stat(String name) {
    return asking(
        name,
        () ->
            Optional.of(
                client.statObject(
                    StatObjectArgs.builder().bucket(bucket).object(prefix + name).build())));
  }

  private Optional<Sha256> hashOf(String name) {
    return asking(
        name,
        () -> {
          MessageDigest digest = Sha256.digest();
          byte[] buffer = new byte[1 << 16];
          try (InputStream in = client.getObject(get(name))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
              digest.update(buffer, 0, n);
            }
          }
          return Optional.of(Sha256.of(digest));
        });
  }

  private GetObjectArgs get(String name) {
    return GetObjectArgs.builder().bucket(bucket).object(prefix + name).build();
  }

  private void put(
      String name, Payload payload, Map<String, String> headers, Map<String, String> condition) {
    asking(
        name,
        () -> {
          try (InputStream in = payload.open()) {
            client.putObject(
                PutObjectArgs.builder().bucket(bucket).object(prefix + name).stream(
                        in, payload.size(), PART_SIZE)
                    .contentType(ContentTypes.of(name))
                    .userMetadata(Map.of(SHA256, payload.sha256().hex()))
                    .headers(headers)
                    .extraHeaders(condition)
                    .build());
          }
          return Optional.of(true);
        });
  }

  private interface Request<T> {
    Optional<T> run() throws MinioException, IOException;
  }

  /** An object of that name was created by somebody else in the meantime. */
  private static final class AlreadyThere extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The service does not know a header that was sent. */
  private static final class NotImplemented extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private <T> Optional<T> asking(String name, Request<T> request) {
    try {
      return request.run();
    } catch (ErrorResponseException e) {
      return switch (e.errorResponse().code()) {
        case "NoSuchKey", "NoSuchObject" -> Optional.empty();
        case "PreconditionFailed", "ConditionalRequestConflict" -> throw new AlreadyThere();
        case "NotImplemented" -> throw new NotImplemented();
        default -> throw refused(name, e);
      };
    } catch (MinioException | IOException | IllegalStateException e) {
      // Listing throws IllegalStateException where the network fails.
      throw new Unreachable(problem("the bucket does not answer", name).found(reason(e)), e);
    }
  }

  private BadInput refused(String name, ErrorResponseException e) {
    return new BadInput(
        problem("the bucket refuses", name)
            .found(e.errorResponse().code() + ": " + e.errorResponse().message())
            .hint("check bucket, endpoint, region, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        e);
  }

  private Problem problem(String what, String name) {
    return Problem.of(what).at(place() + name);
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.toString();
  }
}
