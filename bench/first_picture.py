"""From the customer's yes to the first picture on the technician's page, in two real Chromium pages.

The floor is the same way without the product, in one page: capture, encode, decode, paint. Both start at the click and
contain the browser's own picker (answered by a flag) and the start of its capture.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Page

from bench.figures import Figure, report
from bench.load import percentile
from tests.browser import conftest as ends
from tests.product import products

ROUNDS = 7
TARGET_MS = 1000

CLICKED = """() => { globalThis.clicked = 0;
  document.addEventListener('click', () => { globalThis.clicked = performance.timeOrigin + performance.now() },
    { capture: true }) }"""
PAINTED = """() => { const page = document.querySelector('[data-session]');
  new MutationObserver(() => {
    if (page.dataset.waiting === '') globalThis.painted = performance.timeOrigin + performance.now();
  }).observe(page, { attributeFilter: ['data-waiting'] }) }"""
FLOOR = """async (config) => {
  const start = performance.now();
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, selfBrowserSurface: 'exclude' });
  const [track] = stream.getVideoTracks();
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  const { value: frame } = await reader.read();
  const { displayWidth: width, displayHeight: height } = frame;
  const canvas = document.createElement('canvas');
  await new Promise((painted, failed) => {
    const decoder = new VideoDecoder({ error: failed, output: (picture) => {
      Object.assign(canvas, { width: picture.displayWidth, height: picture.displayHeight });
      canvas.getContext('2d').drawImage(picture, 0, 0); picture.close(); painted() } });
    decoder.configure({ codec: config.codec, optimizeForLatency: true });
    const encoder = new VideoEncoder({ error: failed, output: (chunk) => decoder.decode(chunk) });
    encoder.configure({ ...config, width: width & ~1, height: height & ~1 });
    encoder.encode(frame, { keyFrame: true }); frame.close();
    encoder.flush().then(() => decoder.flush()) });
  track.stop();
  return performance.now() - start }"""
CODEC = {"codec": "avc1.42E033", "bitrate": 2_000_000, "latencyMode": "realtime", "avc": {"format": "annexb"}}


def _floor(page: Page) -> float:
    page.locator("h1").first.click()  # the browser shares nothing without a gesture
    return float(page.evaluate(FLOOR, CODEC))


def _product(customer: Page, technician: Page) -> float:
    customer.wait_for_timeout(900)
    technician.evaluate("globalThis.painted = 0")
    customer.locator("[data-offer-view]").click()
    ends.wait_for_picture(technician)
    waited = float(technician.evaluate("globalThis.painted")) - float(customer.evaluate("globalThis.clicked"))
    customer.locator('[data-scope="view"] [data-withdraw]').click()
    return waited


def run() -> list[Figure]:
    """The median and the slowest of some rounds, and the floor's median, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, products(Path(folder)) as start, ends.a_browser() as browser:
        product = start()
        meeting = ends.Meeting(product.url, ends.set_stage(product), browser.new_context)
        technician = meeting.technician()
        customer, _ = meeting.customer()
        ends.let_in(customer)
        ends.read_on(customer)
        ends.press(customer, '[data-step="share"] [value="no"]')
        customer.evaluate(CLICKED)
        technician.evaluate(PAINTED)
        times = [_product(customer, technician) for _ in range(ROUNDS)]
        plain = customer.context.new_page()
        plain.goto(f"{product.url}/join")
        floors = [_floor(plain) for _ in range(ROUNDS)]
    floor = percentile(floors, 0.5)
    middle = percentile(times, 0.5)
    return [
        Figure("first picture, median", middle, "ms", target=TARGET_MS, floor=floor),
        Figure("first picture, slowest", max(times), "ms", target=TARGET_MS, floor=max(floors)),
        Figure("first picture, median against floor", middle / floor, "times"),
    ]


if __name__ == "__main__":
    report(run())
