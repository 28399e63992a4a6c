import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, type ContextManager, context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api'
import { events } from '@yiwang/contracts'
import { arrive } from './arrival.ts'
import { outgoing } from './event.ts'
import { Outbox } from './outbox.ts'
import { own } from './subscription.ts'
import { causeOf } from './trace-context.ts'

const storage = new AsyncLocalStorage<Context>()
const manager: ContextManager = {
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (active, work, thisArg, ...args) => storage.run(active, () => work.call(thisArg as never, ...args)),
  bind: (_, target) => target,
  enable: () => manager,
  disable: () => manager,
}
beforeAll(() => context.setGlobalContextManager(manager))
afterAll(() => context.disable())

const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED }
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const outbox = new Outbox({ source: '/districts/500105/dispatch', topicPrefix: '' })
const event = outgoing({
  event: events.dispatchCase.commented,
  key: 'a',
  subject: 'a',
  area: '500105',
  at: new Date(0),
  value: { caseId: 'a' },
})

const linksTo = (traceparents: (string | undefined)[]) => causeOf(traceparents).links
const parentOf = (traceparents: (string | undefined)[]) => trace.getSpanContext(causeOf(traceparents).parent)

it('the span in which an event was written is the parent of the batch that applies it alone', () => {
  const { headers, key, value } = context.with(trace.setSpanContext(ROOT_CONTEXT, span), () => outbox.encode(event))
  expect(headers['ce_traceparent']).toBe(traceparent)
  const sent = { ...headers, ce_subject: 'a', ce_sequence: '0000000001' }
  const arrival = arrive(
    own(events.dispatchCase.commented.topic, async () => {}),
    { partition: 0, offset: '0', key, value, headers: sent },
  )
  expect(parentOf([arrival.event.headers['ce_traceparent']])).toEqual({ ...span, isRemote: true })
})

it('an event that no span caused begins a trace of its own, which is not sampled', () => {
  const [one, another] = [outbox.encode(event), outbox.encode(event)].map(({ headers }) => headers['ce_traceparent'])
  expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  expect(linksTo([one, another])).toHaveLength(2)
  expect(parentOf([one, another])).toBeUndefined()
})

it('a batch links each span once, nothing that is none, and not hundreds', () => {
  const many = Array.from({ length: 100 }, (_, i) => `00-${String(i + 1).padStart(32, '0')}-b7ad6b7169203331-01`)
  const second = traceparent.replace('b7ad', 'c7ad')
  const given = [traceparent, undefined, traceparent, 'nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, second, second]
  expect(linksTo(given)).toHaveLength(2)
  expect(linksTo(many)).toHaveLength(32)
})
