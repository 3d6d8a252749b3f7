import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[];
}

const here = (path: string) => new URL(path, import.meta.url);
const { services } = parse(readFileSync(here('compose.yaml'), 'utf8')) as {
  services: Record<string, Service>;
};

test.each(Object.entries(services))(
  '%s has a pinned version, and its files exist',
  (_, service) => {
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/);
    for (const volume of service.volumes ?? []) {
      const [file = ''] = volume.split(':');
      expect(existsSync(here(file)), file).toBe(true);
    }
    for (const name of service.depends_on ?? []) expect(services).toHaveProperty(name);
  },
);

test('the Collector has the version that tests the configuration', () => {
  const goMod = readFileSync(here('tools/go.mod'), 'utf8');
  const version = services['collector']?.image.split(':')[1] ?? '';

  expect(goMod).toContain(`go.opentelemetry.io/collector/otelcol v${version}`);
});

test('Prometheus and Grafana refer to existing services', () => {
  const files = [
    'prometheus/prometheus.yaml',
    ...readdirSync(here('grafana/provisioning/datasources')).map(
      (name) => `grafana/provisioning/datasources/${name}`,
    ),
  ];
  const hosts = files.flatMap((file) =>
    Array.from(
      readFileSync(here(file), 'utf8').matchAll(/([\w.-]+):\d{4}\b/g),
      ([, host]) => host ?? '',
    ),
  );

  expect(hosts.length).toBeGreaterThan(3);
  expect(hosts.filter((host) => !(host in services))).toEqual(['host.docker.internal']);
});
