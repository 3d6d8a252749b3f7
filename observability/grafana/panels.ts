import {
  BigValueGraphMode,
  StackingMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Threshold,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** The contents of a panel, and the reason to look at it. */
export interface Shown {
  readonly title: string;
  readonly description: string;
  /** A unit by Grafana's name: `s`, `reqps`, `percentunit`, `short`. */
  readonly unit: string;
  /** PromQL by legend. `{{label}}` in a legend is replaced with the label's value. */
  readonly queries: Readonly<Record<string, string>>;
  /** The threshold, and whether a value above or below it is bad. */
  readonly limit?: { readonly value: number; readonly bad: 'above' | 'below' };
}

/** A panel with one current number. */
export function stat(shown: Shown): StatPanel {
  return described(new StatPanel(), shown).graphMode(BigValueGraphMode.Area).height(4).span(4);
}

/** A panel with a time series. */
export function timeSeries(
  shown: Shown,
  options: { readonly stacked?: boolean } = {},
): TimeseriesPanel {
  const legend = new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom);
  const panel = described(new TimeseriesPanel(), shown).legend(legend).min(0).height(8).span(8);
  if (!options.stacked) return panel;
  return panel
    .fillOpacity(30)
    .stacking(new common.StackingConfigBuilder().mode(StackingMode.Normal));
}

function described<Panel extends StatPanel | TimeseriesPanel>(panel: Panel, shown: Shown): Panel {
  panel.title(shown.title).description(shown.description).unit(shown.unit).datasource(DATASOURCE);
  panel.thresholds(limitOf(shown.limit));
  Object.entries(shown.queries).forEach(([legend, expr], index) => {
    const refId = String.fromCharCode('A'.charCodeAt(0) + index);
    panel.withTarget(new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend).range());
  });
  return panel;
}

function limitOf(limit: Shown['limit']): ThresholdsConfigBuilder {
  const [below, above] = limit?.bad === 'below' ? ['red', 'green'] : ['green', 'red'];
  const steps: Threshold[] = [{ value: null, color: below }];
  if (limit) steps.push({ value: limit.value, color: above });
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
