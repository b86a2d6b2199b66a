/** RFC 3168 §6.1.2: a sender reduces at most once for a window of data, whether an echo or a loss told it to. */
export class EcnResponse {
  echoes = 0;
  reductions = 0;
  private point = -1;

  /**
   * The window was reduced with `nxt` the next new segment, which carries CWR: echoes until that one itself is acknowledged
   * say the same, for the receiver goes on echoing until it has come.
   */
  reduced(nxt: number): void {
    this.point = nxt;
  }

  /** An acknowledgement of everything before segment `una` carried an echo. True when it asks for a reduction. */
  asks(una: number): boolean {
    this.echoes += 1;
    return una > this.point;
  }
}
