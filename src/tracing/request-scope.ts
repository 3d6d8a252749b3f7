/**
 * Who caused a call to Wix. The core only hands it on, beside what the call is about, so that telemetry
 * can tell whose call it was.
 */
export interface Cause {
  /** Somebody else's call is waited for: that of `leader`. */
  waitsWith(leader: Cause): void;
}

/** Where nobody watches. */
export const NOBODY: Cause = { waitsWith: () => undefined };
