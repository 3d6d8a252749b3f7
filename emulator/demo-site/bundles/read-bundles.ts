import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Wix's host replaces this with the address of an app's files. Here it is replaced with the demo
 * site's root.
 */
const STATICS_PLACEHOLDER = 'http://_wix_statics_url_placeholder_';

/** The built files, as the app manifest lists them for a site's host. */
export interface Bundles {
  /** The folder of the files for browsers. */
  readonly folder: string;
  readonly element: {
    readonly tagName: string;
    readonly scriptUrl: string;
    /** The height in px of the element's box on a Wix page. */
    readonly height: number;
  };
  readonly card: {
    readonly clientUrl: string;
    readonly styleUrl: string;
    /** A file that Node imports. */
    readonly serverFile: string;
  };
  readonly panelUrl: string;
}

interface Manifest {
  readonly components: readonly ManifestComponent[];
}

interface ManifestComponent {
  readonly compType: string;
  readonly compData: {
    readonly customElementWidget?: {
      readonly behaviors: { readonly settings: { readonly settingsUrl: string } };
      readonly size: { readonly height: { readonly defaultHeight: number } };
      readonly widgetData: { readonly tagName: string; readonly scriptUrl: string };
    };
    readonly editorReactComponent?: {
      readonly resources: {
        readonly client: { readonly componentUrl: string; readonly cssUrl: string };
        readonly server: { readonly url: string };
      };
    };
  };
}

/** Reads a build. Throws an error with instructions when there is no build, or no widget in it. */
export function readBundles(build: string): Bundles {
  const file = join(build, '_wix/app-manifest.json');
  if (!existsSync(file)) throw new Error(`${file} does not exist: run npm run build:node first`);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const parts = manifest.components.map(({ compData }) => compData);
  const widget = parts.find((part) => part.customElementWidget)?.customElementWidget;
  const component = parts.find((part) => part.editorReactComponent)?.editorReactComponent;
  if (!widget || !component) throw new Error(`${file} lists no widgets: run the build again`);

  // The Node bundle keeps these files in `client`; Wix hosting's bundle keeps them at the root.
  const folder = existsSync(join(build, 'client')) ? join(build, 'client') : build;
  const { client, server } = component.resources;
  return {
    folder,
    element: {
      tagName: widget.widgetData.tagName,
      scriptUrl: hosted(widget.widgetData.scriptUrl),
      height: widget.size.height.defaultHeight,
    },
    card: {
      clientUrl: hosted(client.componentUrl),
      styleUrl: hosted(client.cssUrl),
      serverFile: join(folder, hosted(server.url)),
    },
    panelUrl: hosted(widget.behaviors.settings.settingsUrl),
  };
}

function hosted(url: string): string {
  return url.replace(STATICS_PLACEHOLDER, '');
}
