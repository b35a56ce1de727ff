package org.parley.signaling.main;

/** Where the process begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int code = CommandLineInterface.run(new Server(), System.getenv(), arguments);
    if (code != 0) {
      System.exit(code);
    }
  }
}
