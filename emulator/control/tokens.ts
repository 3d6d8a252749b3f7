import { TOKEN_KINDS, TOKEN_SUBJECTS } from '../tokens/mint-token.ts';
import type { ControlRoute } from './control-route.ts';
import { boolean, fields, oneOf, readBody, stringOrNumber, wholeNumberFrom } from './read-input.ts';

const TEN_YEARS_SECONDS = 315_360_000;

const tokenOrder = fields({
  kind: oneOf(TOKEN_KINDS),
  subject: oneOf(TOKEN_SUBJECTS),
  instance: stringOrNumber,
  expiresInSeconds: wholeNumberFrom(-TEN_YEARS_SECONDS, TEN_YEARS_SECONDS),
  ageSeconds: wholeNumberFrom(0, TEN_YEARS_SECONDS),
  otherApp: boolean,
  noInstance: boolean,
  forged: boolean,
});

export const TOKEN_ROUTES: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/_emulator/tokens',
    does: 'mint a token',
    answer: async (context, world) => world.mintToken(await readBody(context, tokenOrder)),
  },
];
