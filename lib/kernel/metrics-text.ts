type Sample = { /** what follows the metric's name, in a histogram */ suffix?: string; labels?: Record<string, string>; value: string | number }
export type Metric = { name: string; help: string; kind: 'counter' | 'gauge' | 'histogram'; samples: Sample[] }

const escapeLabel = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')

/** Metrics in the text format that Prometheus reads (version 0.0.4). */
export function metricsText(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, help, kind, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${kind}`,
    ...samples.map(({ suffix = '', labels = {}, value }) => {
      const inner = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`).join(',')
      return `${name}${suffix}${inner ? `{${inner}}` : ''} ${value}`
    }),
  ])
  return `${lines.join('\n')}\n`
}
