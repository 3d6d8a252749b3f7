/**
 * An invalid request or setting. The message describes the fault; the control API answers 400 with
 * it.
 */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}
