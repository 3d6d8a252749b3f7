import { useEffect, useState, type FC } from 'react';
import { Box, Text, TextButton } from '@wix/design-system';
import { copyText } from './copy-text.ts';

/** How long the button says how it went. */
const SAID_FOR_MS = 2_000;

const WORDS = { idle: 'Copy', copied: 'Copied', failed: 'Select it to copy' } as const;

/** What support asks for. */
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
        <TextButton
          size="small"
          aria-label={
            outcome === 'idle' ? 'Copy the instance id' : `Instance id: ${WORDS[outcome]}`
          }
          onClick={copy}
        >
          {WORDS[outcome]}
        </TextButton>
      </Box>
      <Text size="tiny">
        <span style={{ overflowWrap: 'anywhere', userSelect: 'all' }}>{id}</span>
      </Text>
    </Box>
  );
};
