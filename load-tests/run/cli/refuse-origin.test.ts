import { describe, expect, test } from 'vitest';
import { refuseOrigin } from './refuse-origin.ts';

describe('load', () => {
  test.each([
    'http://localhost:4321',
    'http://127.0.0.1',
    'http://0x7f000001:4321',
    'http://[::1]:4321',
    'http://10.1.2.3',
    'http://172.16.0.1',
    'http://192.168.1.9',
    'http://[fd00::1]',
    'http://identity:4321',
    'https://identity.staging.internal',
  ])('may be sent to %s', (origin) => {
    expect(refuseOrigin(origin, false)).toBeUndefined();
  });

  test.each([
    'https://www.wixapis.com',
    'https://wix.com',
    'https://WWW.WIX.COM',
    'https://manage.wix.com.',
    'https://someone.wixsite.com',
    'https://my-app.wix.run',
    'https://editorx.io',
    'https://static.parastorage.com',
  ])('is refused for %s, which belongs to Wix', (origin) => {
    expect(refuseOrigin(origin, false)).toContain('Wix');
    expect(refuseOrigin(origin, true)).toBeUndefined();
  });

  test.each([
    'https://identity.example.com',
    'https://notwix.com',
    'https://wix.com.example.org',
    'http://8.8.8.8',
    'http://172.32.0.1',
    'http://127.0.0.1.example.com',
    'http://[2001:db8::1]',
  ])('needs a confirmation for %s', (origin) => {
    expect(refuseOrigin(origin, false)).toContain('--i-own-this');
    expect(refuseOrigin(origin, false)).not.toContain('Wix');
    expect(refuseOrigin(origin, true)).toBeUndefined();
  });
});
