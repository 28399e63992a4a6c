import type { Readable } from 'node:stream'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'

/** The files of attachments, behind flydrive: a folder here, an object store by another driver. */
export class AttachmentStore {
  private readonly disk: Disk

  constructor(folder: string) {
    this.disk = new Disk(new FSDriver({ location: folder, visibility: 'private' }))
  }

  async put(id: string, content: Buffer, contentType: string): Promise<void> {
    await this.disk.put(keyOf(id), content, { contentType })
  }

  read(id: string): Promise<Readable> {
    return this.disk.getStream(keyOf(id))
  }

  remove(id: string): Promise<void> {
    return this.disk.delete(keyOf(id))
  }
}

/** The last two digits of an id are random: files spread over 256 folders. */
const keyOf = (id: string): string => `attachments/${id.slice(-2)}/${id}`
