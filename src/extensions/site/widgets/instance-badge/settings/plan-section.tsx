import type { FC, ReactNode } from 'react';
import { Box, Loader, SectionHelper, SidePanel, Text } from '@wix/design-system';
import type { InstanceData } from '../../../../../browser/ask-for-instance.ts';
import { InstanceId } from './instance-id.tsx';
import { planFacts } from './plan-facts.ts';
import { useOwnInstance } from './use-own-instance.ts';

/** The height of the tallest state, so that the settings below do not move. */
const TALLEST_STATE = '160px';

/** The site's plan and the instance id that support needs. The settings below do not depend on it. */
export const PlanSection: FC = () => {
  const { result, askAgain } = useOwnInstance();
  return (
    <div
      style={{ minHeight: TALLEST_STATE }}
      role="status"
      aria-label="Your plan"
      aria-busy={!result}
      data-state={result?.kind ?? 'loading'}
    >
      {!result && (
        <SidePanel.Field>
          <Box gap="SP2" verticalAlign="middle">
            <Loader size="tiny" />
            <Text size="small" secondary>
              Loading your plan…
            </Text>
          </Box>
        </SidePanel.Field>
      )}
      {result?.kind === 'refused' && (
        <SectionHelper
          fullWidth
          border="topBottom"
          skin="warning"
          title="Your plan is not shown here"
        >
          Wix does not know this app on your site, or your visit to the editor has ended. Save your
          site and open the editor again. If that does not help, add the app again.
        </SectionHelper>
      )}
      {result?.kind === 'unavailable' && (
        <SectionHelper
          fullWidth
          border="topBottom"
          skin="warning"
          title="Your plan cannot be shown right now"
          actionText="Try again"
          onAction={askAgain}
        >
          The plan could not be loaded. The settings below still work.
        </SectionHelper>
      )}
      {result?.kind === 'ready' && <Plan data={result.data} />}
    </div>
  );
};

const Plan: FC<{ readonly data: InstanceData }> = ({ data }) => {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { plan, isFree, lines } = planFacts(data, { locale, timeZone, nowMs: Date.now() });
  return (
    <>
      {isFree && (
        <SectionHelper
          fullWidth
          border="topBottom"
          skin="premium"
          title="This app is on the free plan"
        >
          Visitors of your site can see that on the badge.
        </SectionHelper>
      )}
      <SidePanel.Field>
        <Box direction="vertical" gap="SP2">
          {[{ label: 'Plan', value: plan }, ...lines].map(({ label, value }) => (
            <Line key={label} label={label}>
              <Text size="small" weight="bold">
                {value}
              </Text>
            </Line>
          ))}
          <InstanceId id={data.instanceId} />
        </Box>
      </SidePanel.Field>
    </>
  );
};

const Line: FC<{ readonly label: string; readonly children: ReactNode }> = ({
  label,
  children,
}) => (
  <Box align="space-between" gap="SP2">
    <Text size="small" secondary>
      {label}
    </Text>
    {children}
  </Box>
);
