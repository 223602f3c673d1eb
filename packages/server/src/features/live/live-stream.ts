// One listener's stream of server-sent events.
const encoder = new TextEncoder()

/** Pieces that wait for a reader; one that is this far behind asks again later and looks at everything. */
const waitingMost = 256

export type EndReason = 'time' | 'signed-out' | 'slow' | 'fault' | 'leaving'

export class LiveStream {
  readonly body: ReadableStream<Uint8Array>
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined

  /** @param onEnd called once, whoever ends it */
  constructor(private readonly onEnd: () => void) {
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller
        },
        cancel: () => this.over(),
      },
      { highWaterMark: waitingMost },
    )
  }

  /** @param seq where to go on from after this one */
  hint(seq: number, hint: object): void {
    this.write(`id: ${seq}\ndata: ${JSON.stringify(hint)}\n\n`)
  }

  resync(seq: number): void {
    this.write(`event: resync\nid: ${seq}\ndata: {}\n\n`)
  }

  /** A sign of life, which moves the place to go on from. */
  beat(seq: number): void {
    this.write(`event: beat\nid: ${seq}\ndata: {}\n\n`)
  }

  end(reason: EndReason): void {
    const { controller } = this
    if (!controller) return
    this.over()
    controller.enqueue(encoder.encode(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`))
    controller.close()
  }

  private write(text: string): void {
    if ((this.controller?.desiredSize ?? 1) <= 0) this.end('slow')
    this.controller?.enqueue(encoder.encode(text))
  }

  private over(): void {
    if (!this.controller) return
    this.controller = undefined
    this.onEnd()
  }
}
