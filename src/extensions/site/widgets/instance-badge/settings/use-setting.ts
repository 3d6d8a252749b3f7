import { useEffect, useMemo, useRef, useState } from 'react';
import { widget } from '@wix/editor';
import { systemClock } from '../../../../../resilience/clock.ts';
import { saveLatest } from './save-latest.ts';

export interface Setting {
  readonly value: string;
  readonly change: (value: string) => void;
  /** The editor did not save the value. The field still shows it. */
  readonly isUnsaved: boolean;
}

/** One attribute of the selected widget. Typed text stays, even if the editor answers late or with another value. */
export function useSetting(name: 'display-name' | 'appearance'): Setting {
  const [value, setValue] = useState('');
  const [isUnsaved, setUnsaved] = useState(false);
  const isTouched = useRef(false);

  useEffect(() => {
    let isGone = false;
    void readProp(name).then((stored) => {
      if (!isGone && !isTouched.current) setValue(stored);
    });
    return () => {
      isGone = true;
    };
  }, [name]);

  const save = useMemo(
    () =>
      saveLatest({
        save: async (next) => widget.setProp(name, next),
        report: (outcome) => setUnsaved(outcome === 'failed'),
        clock: systemClock,
      }),
    [name],
  );
  const change = (next: string) => {
    isTouched.current = true;
    setValue(next);
    save(next);
  };
  return { value, change, isUnsaved };
}

/** The stored value. Empty if it was never set or cannot be read. */
async function readProp(name: string): Promise<string> {
  try {
    const stored: unknown = await widget.getProp(name);
    return typeof stored === 'string' ? stored : '';
  } catch {
    return '';
  }
}
