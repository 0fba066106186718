package org.psyopsos.builder.publish;

import io.minio.MinioClient;
import io.minio.credentials.StaticProvider;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.psyopsos.builder.settings.DeaddropSettings;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** Opens the deaddrop that the settings name. */
public final class Deaddrops {

  private static final String AMAZON = "https://s3.amazonaws.com";
  private static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";
  private static final String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";
  private static final String SESSION_TOKEN = "AWS_SESSION_TOKEN";

  private Deaddrops() {}

  /**
   * Opens a deaddrop; nothing is asked of it yet.
   *
   * @param environment where a bucket's credentials are: the variables that all S3 tools read
   * @throws BadInput where a bucket is named and they are missing
   */
  public static Deaddrop open(DeaddropSettings.Place place, Map<String, String> environment) {
    if (place instanceof DeaddropSettings.Directory directory) {
      return new DirectoryDeaddrop(directory.path());
    }
    DeaddropSettings.Bucket bucket = (DeaddropSettings.Bucket) place;
    MinioClient client =
        MinioClient.builder()
            .endpoint(bucket.endpoint().map(Object::toString).orElse(AMAZON))
            .region(bucket.region())
            .credentialsProvider(
                new StaticProvider(
                    required(environment, ACCESS_KEY),
                    required(environment, SECRET_KEY),
                    optional(environment)))
            .build();
    return new S3Deaddrop(client, bucket.name(), bucket.prefix());
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new BadInput(
          Problem.of("no credentials for the bucket")
              .at("environment variable " + name)
              .found("nothing")
              .hint("set " + ACCESS_KEY + " and " + SECRET_KEY));
    }
    return value;
  }

  private static @Nullable String optional(Map<String, String> environment) {
    return environment.get(SESSION_TOKEN);
  }
}
