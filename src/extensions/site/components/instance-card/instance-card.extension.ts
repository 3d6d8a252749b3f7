import { extensions } from '@wix/astro/builders';
import { LAYOUT } from '@wix/react-component-schema';
import componentUrl from './component.tsx?url';
import componentPreviewUrl from './component.preview.tsx?url';
import { editorElement } from './instance-card.generated.ts';
import { defaultProps } from './instance-card.props.ts';
import { withEditorElementDefaults } from './react-component-utils.ts';

export default extensions.editorReactComponent({
  id: 'b3d7c9f2-5e41-4a86-9d0c-71f2a6e8c345',
  // The part before the dot is the app's code identifier, shown in the app's dashboard. Never change it after a release.
  type: 'instanceIdentity.InstanceCard',
  displayName: 'Instance card',
  description: 'Shows the app, its plan and the site’s name.',
  editorElement: {
    ...withEditorElementDefaults(editorElement, defaultProps),
    layout: {
      resizeDirection: LAYOUT.RESIZE_DIRECTION.horizontal,
      contentResizeDirection: LAYOUT.CONTENT_RESIZE_DIRECTION.vertical,
    },
  },
  installation: {
    initialSize: {
      width: { sizingType: LAYOUT.SIZING_TYPE.pixels, pixels: 320 },
      height: { sizingType: LAYOUT.SIZING_TYPE.content },
    },
  },
  resources: {
    client: { componentUrl },
    editor: { componentUrl: componentPreviewUrl },
  },
});
