import { IFrameHostEndpoint } from '@wix/editor-platform-transport';

/** The API that the panel's SDK (`@wix/editor`) exposes to its host once it has loaded. */
interface PlatformFrame {
  initEnvironment(environment: unknown): Promise<void>;
}

/** Any id works: the demo has one app, one site and one widget. */
const APP = '1d0e57a4-0de5-4c1d-8a9b-5e1f7e57ab1e';
const SITE = 'demo-site';
const TOKEN_LIFETIME_MS = 4 * 3600 * 1000;

/**
 * Opens the panel as Wix's editor does. The panel can read and set the attributes of the selected
 * widget.
 */
export function hostPanel(
  frame: HTMLIFrameElement,
  edited: HTMLElement,
  getToken: () => Promise<string>,
): void {
  const selected = { id: edited.id, type: 'wysiwyg.viewer.components.tpapps.TPAWidget' };
  const privateAPI = {
    components: { getSelectedComponents: () => [selected] },
    refComponents: { isRefComponent: () => false },
    customElement: {
      getAttribute: (_: unknown, name: string) => edited.getAttribute(name),
      setAttribute: (_: unknown, name: string, value: string) => edited.setAttribute(name, value),
    },
    info: {
      getMetaSiteId: () => SITE,
      getLanguageCode: () => document.documentElement.lang,
    },
    auth: {
      getAccessToken: async () => ({
        token: await getToken(),
        expires: Date.now() + TOKEN_LIFETIME_MS,
      }),
    },
  };
  IFrameHostEndpoint.connect(frame, (channel) => {
    void channel.waitAPI<PlatformFrame>('PLATFORM_FRAME_API').then((panel) =>
      panel.initEnvironment({
        appDefinitionId: APP,
        context: { appDefinitionId: APP },
        applicationPrivateAPI: {},
        privateAPI,
      }),
    );
  });
  // The frame loads last, because the panel announces itself only once.
  frame.src = frame.dataset['src'] ?? '';
}
