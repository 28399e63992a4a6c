import { eventually, guarded, isRunning } from '@yiwang/testing'
import { Supervised } from './supervised.ts'

describe('a supervised child', () => {
  const said: string[] = []
  const restarted: string[] = []
  const watcher = { say: (line: string) => said.push(line), restarted: (name: string) => restarted.push(name) }
  const launchSleep = async () => guarded({ command: 'sleep', args: ['600'], stopSignal: 'TERM' })
  let child: Supervised
  afterEach(async () => {
    await child.stop()
    said.length = restarted.length = 0
  })

  it('is started again when it is killed, and that is said', async () => {
    child = new Supervised({ name: 'sleeper', launch: launchSleep }, watcher)
    await child.start()
    const first = child.pid as number
    process.kill(first, 'SIGKILL')
    await eventually(() => expect(restarted).toEqual(['sleeper']))
    expect(child.pid).not.toBe(first)
    expect(said[0]).toBe('sleeper ended (SIGKILL); starting it again on its ports')
  })

  it('is tried again until it comes up', async () => {
    let launches = 0
    const launch = async () => {
      if (++launches === 2) throw new Error('port in use')
      return launchSleep()
    }
    child = new Supervised({ name: 'sleeper', launch }, watcher)
    await child.start()
    process.kill(child.pid as number, 'SIGKILL')
    await eventually(() => expect(restarted).toEqual(['sleeper']))
    expect(launches).toBe(3)
  })

  it('stays stopped once it is stopped', async () => {
    child = new Supervised({ name: 'sleeper', launch: launchSleep }, watcher)
    await child.start()
    const pid = child.pid as number
    await child.stop()
    expect(isRunning(pid)).toBe(false)
    expect(said).toEqual([])
  })

  it('fails at the first start with the reason', async () => {
    child = new Supervised({ name: 'sleeper', launch: () => Promise.reject(new Error('no such program')) }, watcher)
    await expect(child.start()).rejects.toThrow('no such program')
  })
})
