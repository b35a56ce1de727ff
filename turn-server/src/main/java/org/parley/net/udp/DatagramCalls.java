package org.parley.net.udp;

/** The system calls of one socket, as far as they decide something: the seam for scripted ones. */
interface DatagramCalls {
  /**
   * Sends without waiting.
   *
   * @param messages address of an array of struct mmsghdr
   * @return how many of them were taken, or the error number of the first, negated
   */
  int send(long messages, int count);

  /**
   * Receives without waiting.
   *
   * @param messages address of an array of struct mmsghdr
   * @return how many of them were filled, or the error number, negated
   */
  int receive(long messages, int count);
}
