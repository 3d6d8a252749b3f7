import { instanceIdOf } from './instances/instance-id.ts';

/** An app's credentials under the names that `wix env pull` gives them. */
export interface AppCredentials {
  readonly WIX_CLIENT_ID: string;
  readonly WIX_CLIENT_SECRET: string;
  /** The instance of an anonymous visitor's token. */
  readonly WIX_CLIENT_INSTANCE_ID: string;
  /** An RSA public key: PEM, in base64. */
  readonly WIX_CLIENT_PUBLIC_KEY: string;
}

/**
 * The app that the emulator knows. `npm start` and `npm run build` use it when there are no
 * credentials. The values are published and protect nothing. The private half of the public key was
 * discarded.
 */
export const DEVELOPMENT_APP: AppCredentials = {
  WIX_CLIENT_ID: '1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e',
  WIX_CLIENT_SECRET: 'development-secret-not-for-release-2b7c41d9',
  WIX_CLIENT_INSTANCE_ID: instanceIdOf(0),
  WIX_CLIENT_PUBLIC_KEY: [
    'LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUlJQklqQU5CZ2txaGtpRzl3MEJBUUVGQUFPQ0FROEFNSUlCQ2dL',
    'Q0FRRUFtQy8rb1dVWkUrUXlWbHFFM0JmSgpjOWxOUHV4MTRoaUVJM2hJTVpmc1hxcHVOelh1RlZGWlVlY2VSRExM',
    'L05kbjVCdDFRbnpqRXFpWENFK1MycC94Cm9ZK1BhOU4wT1ZSTjZmblA5elNMQmRUMnFPdDdnUStyVEdtc1Q5TVkz',
    'UkI5dkVQSFFJYkt6QkplUzI5dG9rNG8KSG1IeVl2M0Nqbk1NbTU3OFhiNmFjb0g2dU9pU2ZySzJhWWJpdW42YXlK',
    'RTQ5STA1TWV2S21waVo1azBIeEZCZgoxRFBYOXIvNm4vS3JHSVplZVYzQTUzUlBxay8wWUROWFJUb0l2Y3NqbEto',
    'ZGhnYnc2R0VWVW9FTEFzWG9pRDNDCmk5ZVcyUnZ5RjkyMlNsNHdBTnNJMkQya2VUbjA2V3QzMzAxWEhaRjh4RjBy',
    'dkRlTTNsL3hoOExsZUZRV0hNengKUVFJREFRQUIKLS0tLS1FTkQgUFVCTElDIEtFWS0tLS0tCg==',
  ].join(''),
};

/** A second app, for tokens that are genuine but belong to another app. Published as well. */
export const OTHER_APP = {
  WIX_CLIENT_ID: '07e2a990-07e2-4a99-8b0b-07e2a9907e2a',
  WIX_CLIENT_SECRET: 'other-app-secret-not-for-release-90e1f3aa',
} as const;
