import type { ReceivedEvent } from '@yiwang/messaging'

/** An event in the JSON format of CloudEvents 1.0, its data exactly as it stands on the bus. */
export function cloudEventJson(event: ReceivedEvent): string {
  const attributes = Object.entries(event.headers)
    .filter(([name]) => name.startsWith('ce_'))
    .map(([name, value]) => [name.slice(3), value])
  const head = JSON.stringify({ ...Object.fromEntries(attributes), datacontenttype: 'application/json' })
  return `${head.slice(0, -1)},"data":${event.raw}}`
}
