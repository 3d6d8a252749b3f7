/** What somebody asked of the emulator makes no sense; the message says what. Answered as a 400. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}
