import { useEffect, useState } from 'react';
import { widget } from '@wix/editor';
import { FormField, Input, SidePanel, WixDesignSystemProvider } from '@wix/design-system';
import '@wix/design-system/styles.global.css';

export default function Panel() {
  const [displayName, setDisplayName] = useState('');
  useEffect(() => {
    widget.getProp('display-name').then(setDisplayName, () => undefined);
  }, []);
  const change = (value: string) => {
    setDisplayName(value);
    void widget.setProp('display-name', value);
  };
  return (
    <WixDesignSystemProvider>
      <SidePanel width="300" height="100vh">
        <SidePanel.Content noPadding stretchVertically>
          <SidePanel.Field>
            <FormField label="Display name">
              <Input
                value={displayName}
                aria-label="Display name"
                onChange={({ target }) => change(target.value)}
              />
            </FormField>
          </SidePanel.Field>
        </SidePanel.Content>
      </SidePanel>
    </WixDesignSystemProvider>
  );
}
