// What the pinned version of kafkajs does otherwise than we need, put right on its internal prototypes; tests assert that they are there.

/**
 * As shipped, every idle connection re-arms a timer of 1 ms for ever (tulios/kafkajs#1751): 4 % of a core. It is needed only while
 * something is queued. The method is internal to the pinned version; a test asserts that it is there.
 */
export function cureBusyTimer(RequestQueue: { prototype: { pending: unknown[]; scheduleCheckPendingRequests(): void } }) {
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests
  RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleIfPending() {
    if (this.pending.length > 0) schedule.call(this)
  }
}

interface Connection {
  chunks: Buffer[]
  bytesBuffered: number
  bytesNeeded: number
  isConnected(): boolean
  connect(): Promise<true>
}

const SIZE_BYTES = 4

/**
 * A connection object serves again after its socket was lost, and as shipped keeps what it had of a response that was cut off. The next response
 * is read as the rest of it; what then counts as a size is nonsense: it waits for ever, or reads beyond the end, which ends the process. Internal
 * to the pinned version, as above.
 */
export function cureHalfResponses({ prototype }: { prototype: Connection }) {
  const connect = prototype.connect
  prototype.connect = function connectAnew() {
    if (!this.isConnected()) Object.assign(this, { chunks: [], bytesBuffered: 0, bytesNeeded: SIZE_BYTES })
    return connect.call(this)
  }
}

interface ConsumerGroup {
  groupId: string
  minBytes: number
  maxWaitTime: number
  fetch(node: string): Promise<{ topic: string; isEmpty(): boolean }[]>
}

/**
 * Events gather only where there are some: after a fetch that brought nothing the next one waits long and brings the first record at once.
 * The client knows one setting for both, and an idle service would ask twenty times a second. What `announcesMore` denies is followed by nothing.
 * Internal to the pinned version, as above.
 */
export function gatherWhileBusy(
  { prototype }: { prototype: ConsumerGroup },
  idleWaitMs: number,
  announcesMore: (group: string, topic: string) => boolean,
) {
  const settings = new WeakMap<ConsumerGroup, Pick<ConsumerGroup, 'minBytes' | 'maxWaitTime'>>()
  const fetch = prototype.fetch
  const busy = new WeakSet<ConsumerGroup>()
  prototype.fetch = async function fetchWhileBusy(node) {
    if (!settings.has(this)) settings.set(this, { minBytes: this.minBytes, maxWaitTime: this.maxWaitTime })
    Object.assign(this, busy.has(this) ? settings.get(this) : { minBytes: 1, maxWaitTime: idleWaitMs })
    const batches = await fetch.call(this, node)
    busy[batches.some((batch) => !batch.isEmpty() && announcesMore(this.groupId, batch.topic)) ? 'add' : 'delete'](this)
    return batches
  }
}
