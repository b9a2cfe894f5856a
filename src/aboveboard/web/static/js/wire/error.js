/** A frame that breaks the protocol, or an end that may not go on: `code` is the close code of the wire. */
export class ProtocolError extends Error {
  /**
   * @param {number} code
   * @param {string} reason one English sentence for a log; it never repeats the sender's bytes
   */
  constructor(code, reason) {
    super(`${code} ${reason}`);
    this.code = code;
    this.reason = reason;
  }
}
