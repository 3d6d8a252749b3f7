import { APP_ID, INSTANCE_ID } from './sign-instance.ts';

/** `Authorization` headers that hold no token. */
export const EMPTY_AUTHORIZATIONS = ['', ' ', 'Bearer', 'bearer', 'Bearer ', 'Bearer    '];

/** `Authorization` headers with characters that no token has. */
export const MALFORMED_AUTHORIZATIONS = [
  ...['a b', 'a\tb', 'a\nb', 'a\n', 'a\0', 'a,b', 'a"b', 'a%20b', 'a;b', 'ä', 'a\u2028', '💥'],
  ...['=', 'a=b', '=a', 'Bearer a b', 'Bearer Bearer a', 'Bearer\ta', 'Basic dTpw', '{"a":1}'],
];

/** A table for `test.each` with one column. */
type Rows = [unknown][];

/** Values of `appDefId` that are not this app's id. */
export const FOREIGN_APP_IDS: Rows = [
  ['another-app'],
  [undefined],
  [null],
  [''],
  [`${APP_ID} `],
  [`{${APP_ID}}`],
  [APP_ID.replaceAll('-', '')],
  [[APP_ID]],
];

/** Values of `instanceId` that name no instance. */
export const BAD_INSTANCE_IDS: Rows = [[undefined], [null], [''], [42], [{}], [[INSTANCE_ID]]];

/** Payloads without claims, most of them no JSON object. */
export const BAD_PAYLOADS = [
  ...['', 'null', '[]', '"text"', '42', 'true', '{', '{}', '{"instanceId":', 'not json', '\0'],
  ...['{"data":null}', '{"data":"{"}'],
];
