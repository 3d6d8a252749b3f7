import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Emulator, startEmulator } from '../../../emulator/start-emulator.ts';
import type { World } from '../../../emulator/world.ts';
import { NODE_BUNDLE } from '../../../scripts/build-node.ts';
import { spawnServer } from '../../support/spawn-server.ts';
import { launchChromium } from './launch-chromium.ts';
import { watchPage, type PageWatch } from './watch-page.ts';

export interface OpenedPage extends PageWatch {
  readonly page: Page;
}

export interface DemoUnderTest {
  /** The origin of the demo site and of the emulator. */
  readonly origin: string;
  /** The endpoint's origin, which is a different one. */
  readonly endpoint: string;
  readonly world: World;
  readonly browser: Browser;
  /** Opens a page in a browser profile of its own, watched from before its first script. */
  open(path: string, options?: BrowserContextOptions): Promise<OpenedPage>;
  /** The same, without an address yet. */
  blank(options?: BrowserContextOptions): Promise<OpenedPage>;
  /** Ends the endpoint's process and starts a new one with empty caches. */
  restartEndpoint(settings?: Readonly<Record<string, string>>): Promise<void>;
}

/** Starts the built endpoint, the emulator with the demo site, and a real browser for one test file. */
export function useDemo(settings: Readonly<Record<string, string>> = {}): DemoUnderTest {
  let emulator: Emulator;
  let server: Awaited<ReturnType<typeof spawnServer>>;
  let browser: Browser;

  beforeAll(async () => {
    emulator = await startEmulator({
      latency: { medianMs: 0, sigma: 0 },
      // React's development build reports hydration mismatches.
      demo: { bundles: NODE_BUNDLE, endpoint: () => server.origin, react: 'development' },
    });
    [server, browser] = await Promise.all([
      spawnServer(emulator.origin, settings),
      launchChromium(),
    ]);
  });
  beforeEach(() => emulator.world.reset());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([server.kill(), emulator.close()]);
  });

  const blank = async (options: BrowserContextOptions = {}): Promise<OpenedPage> => {
    const viewport = { width: 1440, height: 900 };
    const context = await browser.newContext({ locale: 'en-US', viewport, ...options });
    context.setDefaultTimeout(8_000);
    const page = await context.newPage();
    return { page, ...(await watchPage(page)) };
  };
  return {
    get origin() {
      return emulator.origin;
    },
    get endpoint() {
      return server.origin;
    },
    get world() {
      return emulator.world;
    },
    get browser() {
      return browser;
    },
    blank,
    async open(path, options) {
      const opened = await blank(options);
      await opened.page.goto(emulator.origin + path);
      return opened;
    },
    async restartEndpoint(other = settings) {
      await server.kill();
      server = await spawnServer(emulator.origin, other);
    },
  };
}
