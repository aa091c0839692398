// Reads server-sent events from the answer to a POST, as EventSource can only GET. Yields {kind, data}.

export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const [, kind, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (kind) yield { kind, data: JSON.parse(data) };
    }
  }
}
