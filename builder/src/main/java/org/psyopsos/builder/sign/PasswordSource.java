package org.psyopsos.builder.sign;

/** Where the password of a secret key comes from; asked only when one is needed. */
@FunctionalInterface
public interface PasswordSource {

  /**
   * The password.
   *
   * @param purpose what it is for, to be shown to a person
   */
  String password(String purpose);
}
