import { TOKEN_KINDS, TOKEN_SUBJECTS } from '../tokens/mint-token.ts';
import type { ControlRoute } from './control-route.ts';
import { fields, oneOf, readBody, textOrNumber, wholeNumberFrom, yesOrNo } from './read-input.ts';

const TEN_YEARS_SECONDS = 315_360_000;

const tokenOrder = fields({
  kind: oneOf(TOKEN_KINDS),
  subject: oneOf(TOKEN_SUBJECTS),
  instance: textOrNumber,
  expiresInSeconds: wholeNumberFrom(-TEN_YEARS_SECONDS, TEN_YEARS_SECONDS),
  ageSeconds: wholeNumberFrom(0, TEN_YEARS_SECONDS),
  otherApp: yesOrNo,
  noInstance: yesOrNo,
  forged: yesOrNo,
});

export const TOKEN_ROUTES: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/_emulator/tokens',
    does: 'mint a token',
    answer: async (context, world) => world.mintToken(await readBody(context, tokenOrder)),
  },
];
