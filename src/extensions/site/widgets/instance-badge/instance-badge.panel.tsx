import type { FC } from 'react';
import {
  FormField,
  Input,
  RadioGroup,
  SidePanel,
  Text,
  WixDesignSystemProvider,
} from '@wix/design-system';
import '@wix/design-system/styles.global.css';
import { PlanSection } from './settings/plan-section.tsx';
import { useSetting, type Setting } from './settings/use-setting.ts';

/** The badge's settings in the editor: the site's plan, and the badge's two attributes. */
const Panel: FC = () => {
  const displayName = useSetting('display-name');
  const appearance = useSetting('appearance');
  return (
    <WixDesignSystemProvider>
      <SidePanel width="100%" height="100vh">
        <SidePanel.Content noPadding stretchVertically>
          <PlanSection />
          <SidePanel.Field>
            <FormField id="display-name" label="Display name" {...saving(displayName)}>
              <Input
                id="display-name"
                value={displayName.value}
                placeholder="The app’s own name"
                onChange={({ target }) => displayName.change(target.value)}
              />
            </FormField>
          </SidePanel.Field>
          <SidePanel.Field>
            <FormField label="Appearance" labelId="appearance" {...saving(appearance)}>
              <div role="group" aria-labelledby="appearance">
                <RadioGroup
                  name="appearance"
                  value={['light', 'dark'].includes(appearance.value) ? appearance.value : 'auto'}
                  onChange={(value) => appearance.change(String(value))}
                >
                  <RadioGroup.Radio value="auto">As the visitor prefers</RadioGroup.Radio>
                  <RadioGroup.Radio value="light">Light</RadioGroup.Radio>
                  <RadioGroup.Radio value="dark">Dark</RadioGroup.Radio>
                </RadioGroup>
              </div>
            </FormField>
          </SidePanel.Field>
        </SidePanel.Content>
      </SidePanel>
    </WixDesignSystemProvider>
  );
};

function saving({ isUnsaved }: Setting) {
  if (!isUnsaved) return {};
  return {
    status: 'error' as const,
    // Uses the text colour, because the design system's red on white has too little contrast at this size.
    statusMessage: (
      <Text size="tiny">The editor has not saved this. Change it once more to try again.</Text>
    ),
  };
}

export default Panel;
