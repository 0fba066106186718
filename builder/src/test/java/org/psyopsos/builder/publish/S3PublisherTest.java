package org.psyopsos.builder.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.MinioClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Unreachable;

/** Against a real S3 server that checks the signature of every request. */
class S3PublisherTest extends PublisherContract {

  private static final String ACCESS = "access-key";
  private static final String SECRET = "secret-key-of-the-test";

  private static @TempDir Path storage;
  private static BlobStoreContext store;
  private static S3Proxy server;
  private static int count;

  @BeforeAll
  static void start() throws Exception {
    Properties properties = new Properties();
    properties.setProperty(
        "jclouds.filesystem.basedir", Files.createDirectory(storage.resolve("s3")).toString());
    store =
        ContextBuilder.newBuilder("filesystem")
            .credentials("local", "local")
            .overrides(properties)
            .build(BlobStoreContext.class);
    server =
        S3Proxy.builder()
            .blobStore(store.getBlobStore())
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS, SECRET)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .build();
    server.start();
    while (!server.getState().equals("STARTED")) {
      Thread.sleep(10);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
    store.close();
  }

  @Override
  Deaddrop deaddrop() {
    String bucket = "bucket-" + count++;
    store.getBlobStore().createContainerInLocation(null, bucket);
    return new S3Deaddrop(client(SECRET, server.getPort()), bucket, "psyops/");
  }

  @Override
  int killEvery() {
    return 4; // Each of them is a whole publication over HTTP; the directory's test tries all.
  }

  @Test
  void aWrongSecretIsSaidPlainly() {
    Deaddrop deaddrop = new S3Deaddrop(client("wrong", server.getPort()), "bucket-0", "");

    assertThatThrownBy(() -> deaddrop.createNew("x", Payload.of(new byte[1])))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("refuses")
        .satisfies(
            e -> assertThat(((BadInput) e).problem().hint()).contains("AWS_SECRET_ACCESS_KEY"));
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() {
    Deaddrop deaddrop = new S3Deaddrop(client(SECRET, 1), "bucket", "");

    assertThatThrownBy(() -> deaddrop.list("")).isInstanceOf(Unreachable.class);
  }

  private static MinioClient client(String secret, int port) {
    return MinioClient.builder()
        .endpoint("http://127.0.0.1:" + port)
        .credentials(ACCESS, secret)
        .region("us-east-1")
        .build();
  }
}
