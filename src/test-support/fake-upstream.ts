import type { Upstream } from '../resilience/failure.ts';
import { CLIENT_ID, INSTANCE_ID } from './sign-instance.ts';

export interface FakeUpstream extends Upstream {
  /** The calls that were made, oldest first: the name and what it was about. */
  readonly calls: { readonly name: keyof Upstream; readonly about: string }[];
  readonly count: (name: keyof Upstream) => number;
  /** Answers in another way from now on. */
  readonly answer: (changes: Partial<Upstream>) => void;
}

/** What is true in the fake's world. */
export const FAKE = {
  clientId: CLIENT_ID,
  instanceId: INSTANCE_ID,
  /** No instance of the app; every other id is one. */
  unknownInstanceId: 'dead0000-0000-4000-8000-00000000dead',
  /** A visitor's; so is every token that this one is a part of. */
  visitorToken: 'OauthNG.JWS.fake',
} as const;

/** A Wix that is well and answers at once, until it is told otherwise. */
export function createFakeUpstream(initial: Partial<Upstream> = {}): FakeUpstream {
  const calls: { name: keyof Upstream; about: string }[] = [];
  let answers: Upstream = {
    tokenInfo: (token) =>
      Promise.resolve({
        kind: 'answered',
        value: token.includes(FAKE.visitorToken)
          ? {
              active: true,
              subjectType: 'VISITOR',
              clientId: CLIENT_ID,
              instanceId: INSTANCE_ID,
              siteId: 'site-1',
              expiresAtMs: undefined,
            }
          : { active: false },
      }),
    appToken: (instanceId) =>
      Promise.resolve(
        instanceId === FAKE.unknownInstanceId
          ? { kind: 'not_found' }
          : {
              kind: 'answered',
              value: { token: `app-token-${calls.length}`, lifetimeMs: 14_400_000 },
            },
      ),
    getAppInstance: (instanceId, appToken) =>
      Promise.resolve(
        appToken.startsWith('app-token-')
          ? {
              kind: 'answered',
              value: {
                instance: { instanceId, appName: 'Clock', isFree: true },
                site: { siteId: 'site-1', url: 'https://example.com' },
              },
            }
          : { kind: 'unauthorized' },
      ),
    ...initial,
  };

  return {
    calls,
    count: (name) => calls.filter((call) => call.name === name).length,
    answer(changes) {
      answers = { ...answers, ...changes };
    },
    tokenInfo(token, cause) {
      calls.push({ name: 'tokenInfo', about: token });
      return answers.tokenInfo(token, cause);
    },
    appToken(instanceId, cause) {
      calls.push({ name: 'appToken', about: instanceId });
      return answers.appToken(instanceId, cause);
    },
    getAppInstance(instanceId, appToken, cause) {
      calls.push({ name: 'getAppInstance', about: appToken });
      return answers.getAppInstance(instanceId, appToken, cause);
    },
  };
}

/** A promise that never settles: a Wix that does not answer. */
export const never = <T>(): Promise<T> => new Promise(() => undefined);
