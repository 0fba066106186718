package org.psyopsos.agent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.psyopsos.io.Command;
import org.psyopsos.io.ProcessCommandRunner;

/** An authority with certificates for servers, by the JDK's keytool. */
public final class TestAuthority {

  private static final String PASSWORD = "password";
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
  private static final String AUTHORITY = "authority";

  private final Path store;
  private final Path trusted;

  public TestAuthority(Path directory) throws IOException, GeneralSecurityException {
    this.store = directory.resolve("keys.p12");
    this.trusted = directory.resolve("trusted.p12");
    keytool(AUTHORITY, "-dname", "CN=authority", "-ext", "bc:c");
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry(AUTHORITY, keys().getCertificate(AUTHORITY));
    try (OutputStream out = Files.newOutputStream(trusted)) {
      certificates.store(out, PASSWORD.toCharArray());
    }
  }

  /**
   * A server with a certificate of this authority.
   *
   * @param options of {@code keytool -genkeypair} beside those that every one needs
   */
  public SSLContext server(String name, String... options)
      throws IOException, GeneralSecurityException {
    List<String> all = new ArrayList<>(List.of("-dname", "CN=" + name, "-signer", AUTHORITY));
    all.addAll(Arrays.asList(options));
    keytool(name, all.toArray(String[]::new));
    return context(name);
  }

  /** A server whose certificate nobody vouches for but itself. */
  public SSLContext stranger(String name, String... options)
      throws IOException, GeneralSecurityException {
    List<String> all = new ArrayList<>(List.of("-dname", "CN=" + name));
    all.addAll(Arrays.asList(options));
    keytool(name, all.toArray(String[]::new));
    return context(name);
  }

  /** From now on this process trusts this authority and no other. */
  public void trust() {
    System.setProperty(TRUST_STORE, trusted.toString());
    System.setProperty(TRUST_STORE_PASSWORD, PASSWORD);
  }

  /** Takes that back. */
  public static void trustAsEver() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE_PASSWORD);
  }

  private SSLContext context(String name) throws IOException, GeneralSecurityException {
    KeyStore all = keys();
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    char[] password = PASSWORD.toCharArray();
    one.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(one, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private void keytool(String alias, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-keyalg",
                "EC"));
    words.addAll(Arrays.asList(options));
    new ProcessCommandRunner().runOrFail(Command.of(words));
  }
}
