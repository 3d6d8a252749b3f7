import { useEffect, useState } from 'react';
import { httpClient } from '@wix/essentials';
import { askForInstance, type InstanceResult } from '../../../../../browser/ask-for-instance.ts';

/** Calls as the collaborator who opened the panel, and so gets the billing fields too. `result` is undefined while loading. */
export function useOwnInstance(): {
  readonly result: InstanceResult | undefined;
  readonly askAgain: () => void;
} {
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<{
    readonly round: number;
    readonly result: InstanceResult;
  }>();

  useEffect(() => {
    const visit = new AbortController();
    void askForInstance({
      fetchWithAuth: httpClient.fetchWithAuth,
      bundleUrl: import.meta.url,
      signal: visit.signal,
      afresh: round > 0,
    }).then((result) => {
      if (!visit.signal.aborted) setAnswer({ round, result });
    });
    return () => visit.abort();
  }, [round]);

  return {
    result: answer?.round === round ? answer.result : undefined,
    askAgain: () => setRound(round + 1),
  };
}
