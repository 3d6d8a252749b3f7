import { extensions } from '@wix/astro/builders';

export default extensions.customElement({
  id: '2f6a4c1e-7b0d-4c57-9a3e-6d1f0b8e5a21',
  name: 'Instance badge',
  width: { defaultWidth: 320, allowStretch: true },
  height: { defaultHeight: 72 },
  installation: { autoAdd: true },
  presets: [
    {
      id: '8c0e2b7d-1f94-4e6a-b5d3-3a7c9e4f6012',
      name: 'default',
      thumbnailUrl: '{{BASE_URL}}/instance-badge-thumbnail.png',
    },
  ],
  tagName: 'instance-badge',
  element: './extensions/site/widgets/instance-badge/instance-badge.tsx',
  settings: './extensions/site/widgets/instance-badge/instance-badge.panel.tsx',
});
