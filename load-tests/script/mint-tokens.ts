import { ACCESS_TOKEN_KEY } from '../../emulator/tokens/access-token-format.ts';
import { TOKEN_LIFETIME_SECONDS } from '../../emulator/tokens/token-claims.ts';
import { createMint, type Issuer, type MintToken } from '../traffic/tokens.ts';
import { K6_CRYPTO } from './crypto.ts';
import type { Settings } from './read-settings.ts';

/** What `setup` hands to every virtual user. */
export interface Run {
  /** Epoch seconds: when all tokens of the run are issued. */
  readonly startedAt: number;
}

let minter: MintToken | undefined;

/** This virtual user's own mint, created on first use because only then the start of the run is known. */
export function mintOf(run: Run, settings: Settings): MintToken {
  minter ??= createMint(issuerOf(run, settings), K6_CRYPTO);
  return minter;
}

export function issuerOf({ startedAt }: Run, { appId, appSecret }: Settings): Issuer {
  return {
    appId,
    appSecret,
    accessTokenKey: ACCESS_TOKEN_KEY,
    issuedAt: startedAt,
    expiresAt: startedAt + TOKEN_LIFETIME_SECONDS,
  };
}
