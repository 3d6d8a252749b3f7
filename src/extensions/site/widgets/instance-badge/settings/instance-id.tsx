import { useEffect, useState, type FC } from 'react';
import { Box, Text, TextButton } from '@wix/design-system';
import { copyText } from './copy-text.ts';

/** How long the button shows the result. */
const SAID_FOR_MS = 2_000;

const WORDS = {
  idle: { seen: 'Copy', heard: 'Copy the instance id' },
  copied: { seen: 'Copied', heard: 'Instance id copied' },
  failed: { seen: 'Not copied', heard: 'Instance id not copied: select it instead' },
} as const;

/** The id that support needs, with a button that copies it. */
export const InstanceId: FC<{ readonly id: string }> = ({ id }) => {
  const [outcome, setOutcome] = useState<keyof typeof WORDS>('idle');
  useEffect(() => {
    if (outcome === 'idle') return undefined;
    const timer = setTimeout(() => setOutcome('idle'), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () => {
    void copyText(id).then((isCopied) => setOutcome(isCopied ? 'copied' : 'failed'));
  };
  return (
    <Box direction="vertical">
      <Box align="space-between" gap="SP2">
        <Text size="small" secondary>
          Instance id
        </Text>
        <TextButton size="small" aria-label={WORDS[outcome].heard} onClick={copy}>
          {WORDS[outcome].seen}
        </TextButton>
      </Box>
      <Text size="tiny">
        <span style={{ overflowWrap: 'anywhere', userSelect: 'all' }}>{id}</span>
      </Text>
    </Box>
  );
};
