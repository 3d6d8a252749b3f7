// Its successor (dashboardv2) is for the newest Grafana alone; this loads in every one.
/* eslint-disable @typescript-eslint/no-deprecated */
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { cache, identity, latency, now, saturation, traffic, wix } from './shown.ts';
import { course, stat } from './panels.ts';

/** The dashboard, in the order in which somebody who was woken up would read it. */
export function dashboard(): Dashboard {
  const board = new DashboardBuilder('Instance identity')
    .uid('instance-identity')
    .description('GET /api/get-instance: made by observability/generate.ts, not to be edited here.')
    .tags(['wix'])
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .withVariable(
      new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
    );
  board.withRow(new RowBuilder('Now'));
  for (const shown of now) board.withPanel(stat(shown));
  for (const [title, row] of Object.entries({
    Traffic: traffic,
    Latency: latency,
    Memory: cache,
    Wix: wix,
    Verification: identity,
    Saturation: saturation,
  })) {
    board.withRow(new RowBuilder(title));
    for (const { stacked, ...shown } of row) board.withPanel(course(shown, { stacked: !!stacked }));
  }
  return board.build();
}
