import type { VerifiedClaims } from '../identity/identity.ts';
import type { RequestScope } from '../tracing/request-scope.ts';
import type { WixCalls } from '../wix/wix-calls.ts';
import { APP_ID, INSTANCE_ID } from './sign-instance.ts';

type CallName = keyof WixCalls;

export interface FakeWix extends WixCalls {
  /** The calls so far, oldest first: the name and the argument. */
  readonly calls: { readonly name: CallName; readonly about: string }[];
  readonly count: (name: CallName) => number;
  /** Replaces answers from now on. */
  readonly answer: (changes: Partial<WixCalls>) => void;
}

/** Facts of the fake's world. */
export const FAKE = {
  appId: APP_ID,
  instanceId: INSTANCE_ID,
  /** The only id that is no instance of the app. */
  unknownInstanceId: 'dead0000-0000-4000-8000-00000000dead',
  /** A visitor's token. Every token that contains it is a visitor's token too. */
  visitorToken: 'OauthNG.JWS.fake',
} as const;

/** What Wix says of a visitor's token. */
export const VISITOR_CLAIMS: VerifiedClaims = {
  subjectType: 'VISITOR',
  appId: APP_ID,
  instanceId: INSTANCE_ID,
  siteId: 'site-1',
  expiresAtMs: undefined,
};

/** A healthy Wix that answers at once, until a test changes its answers. */
export function createFakeWix(initial: Partial<WixCalls> = {}): FakeWix {
  const calls: { name: CallName; about: string }[] = [];
  let answers: WixCalls = {
    tokenInfo: (token) =>
      Promise.resolve(
        token.includes(FAKE.visitorToken)
          ? { kind: 'active', claims: VISITOR_CLAIMS }
          : { kind: 'inactive' },
      ),
    appToken: (instanceId) =>
      Promise.resolve(
        instanceId === FAKE.unknownInstanceId
          ? { kind: 'not_found' }
          : {
              kind: 'answered',
              value: { token: `app-token-${calls.length}-${instanceId}`, lifetimeMs: 14_400_000 },
            },
      ),
    getAppInstance(appToken) {
      const [, instanceId] = /^app-token-\d+-(.+)$/.exec(appToken) ?? [];
      return Promise.resolve(
        instanceId === undefined
          ? { kind: 'unauthorized' }
          : {
              kind: 'answered',
              value: {
                instance: { instanceId, appName: 'Clock', isFree: true },
                site: { siteId: 'site-1', url: 'https://example.com' },
              },
            },
      );
    },
    ...initial,
  };

  function record<K extends CallName>(name: K) {
    return (about: string, scope: RequestScope) => {
      calls.push({ name, about });
      return answers[name](about, scope) as ReturnType<WixCalls[K]>;
    };
  }

  return {
    calls,
    count: (name) => calls.filter((call) => call.name === name).length,
    answer(changes) {
      answers = { ...answers, ...changes };
    },
    tokenInfo: record('tokenInfo'),
    appToken: record('appToken'),
    getAppInstance: record('getAppInstance'),
  };
}

/** A promise that never settles: a Wix that does not answer. */
export const never = <T>(): Promise<T> => new Promise(() => undefined);
