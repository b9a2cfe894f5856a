// One function, run by Node and inside Chromium: what the browser's wire modules get wrong, one line each.
async ({ base, frames, keys }) => {
  const load = (name) => import(`${base}/${name}.js`);
  const { readHeader, decode, encode } = await load('codec');
  const { commitment, loadKeys, matches, newKeys, phrase, saveKeys, signTally, tallyMessage } = await load('keys');
  const { End } = await load('machine');
  const { Handshake } = await load('handshake');
  const { TYPE } = await load('gates');
  const { fromHex, toHex, toText, toBytes } = await load('base64url');
  const wrong = [];
  const expect = (name, value, wanted) => {
    if (JSON.stringify(value) !== JSON.stringify(wanted)) wrong.push(`${name}: ${JSON.stringify(value)}`);
  };
  const close = (work) => {
    try {
      work();
      return null;
    } catch (error) {
      return error.code ?? String(error);
    }
  };

  for (const { name, hex, close: wanted, type } of frames) {
    const bytes = fromHex(hex);
    expect(name, close(() => decode(readHeader(bytes), bytes)), wanted);
    if (wanted !== null || type === null) continue;
    const header = readHeader(bytes);
    const { participant, sequence, time, flags } = header;
    const again = encode(type, decode(header, bytes), { participant, sequence, time, key: Boolean(flags) });
    if (type !== TYPE.ENDED) expect(`${name}, encoded again`, decode(readHeader(again), again), decode(header, bytes));
  }

  const open = ({ agreement, signing, nonce }) =>
    ({ agreement: fromHex(agreement), signing: fromHex(signing), nonce: fromHex(nonce) });
  for (const { session, customer, technician, phrase: wanted } of keys.pairs) {
    for (const end of [customer, technician]) {
      expect('commitment', toHex(await commitment(end.role, open(end))), end.commitment);
      expect('another role', await matches(fromHex(end.commitment), end.role === 'customer' ? 'technician' : 'customer', open(end)), false);
      const text = (hex) => toText(fromHex(hex));
      const jwk = (crv, d, x) => ({ kty: 'OKP', crv, d: text(d), x: text(x) });
      const mine = await loadKeys({
        agreement: jwk('X25519', end.agreement_private, end.agreement),
        signing: jwk('Ed25519', end.signing_private, end.signing), nonce: text(end.nonce) });
      expect('public keys', [toHex(mine.revealed.agreement), toHex(mine.revealed.signing)], [end.agreement, end.signing]);
      if (end.role !== 'customer' || keys.tally.signing !== end.signing) continue;
      const { counts, bytes, last } = keys.tally;
      expect('tally message', toHex(tallyMessage(keys.tally.session, { counts, bytes, last })), keys.tally.message);
      const signature = toBytes(await signTally(mine, keys.tally.session, { counts, bytes, last }));
      expect('tally signature', toHex(signature), keys.tally.signature);
    }
    expect('phrase', await phrase(session, open(customer), open(technician)), wanted);
    expect('phrase of swapped ends', (await phrase(session, open(technician), open(customer))).join() === wanted.join(), false);
  }
  const fresh = await newKeys();
  expect('kept keys', (await loadKeys(await saveKeys(fresh))).revealed, fresh.revealed);

  // A relay that lies: the customer's end obeys and sends by its own ledger alone.
  const session = '6f1d2c3b4a5946879a0b1c2d3e4f5061';
  const given = { grant: '00112233445566778899aabbccddeeff', scope: 'view', to: 2 };
  const listed = (scope) => ({ ...given, scope, since_us: 1, until_us: 9e15 });
  const peer = { participant: 2, role: 'technician', present: true, admitted: true, line: 1, codecs: [], offers: [], card: null };
  const counts = new Map();
  const from = (participant, type, payload) => {
    const lane = `${participant} ${type >= 0x20}`;
    const sequence = (counts.get(lane) ?? 0) + 1;
    counts.set(lane, sequence);
    return encode(type, payload, { participant, sequence, time: 1n });
  };
  const welcome = (phase) => from(0, TYPE.WELCOME, {
    version: 1, participant: 1, session, role: 'customer', phase, lease_ms: 5000,
    limits: { frame_bytes: 1, media_bytes: 1, in_flight: 4 }, peers: [peer], grants: [] });
  const end = new End('customer');
  const take = (frame, now = 0) => end.receive(frame, now);
  expect('before the welcome', close(() => take(from(0, TYPE.GRANTS, { grants: [] }))), 4403);
  take(welcome('open'));
  take(from(0, TYPE.GRANTS, { grants: [listed('view'), listed('point')] }));
  expect('a grant that the relay made up', end.maySend(TYPE.PICTURE, 0), false);
  expect('a mark without a yes', take(from(2, TYPE.POINT, { x: 1, y: 1 })), null);
  expect('a refresh by a technician without a yes', take(from(2, TYPE.REFRESH, {})), null);
  expect('a grant by a technician', close(() => take(from(2, TYPE.GRANT, { ...given, lease_ms: 5000 }))), 4403);
  expect('an end by nobody', close(() => take(from(7, TYPE.REVEAL, {
    to: 1, agreement: toText(new Uint8Array(32)), signing: toText(new Uint8Array(32)), nonce: toText(new Uint8Array(32)) }))), 4423);
  end.ledger.add(given, 0);
  expect('a yes that is not recorded yet', end.maySend(TYPE.PICTURE, 0), false);
  take(from(0, TYPE.GRANTS, { grants: [listed('view')] }));
  expect('a yes', end.maySend(TYPE.PICTURE, 0), true);
  expect('a yes to another scope', take(from(2, TYPE.POINT, { x: 1, y: 1 })), null);
  const seen = from(2, TYPE.SEEN, { sequence: 1 });
  expect('an acknowledgement', take(seen)?.payload, { sequence: 1 });
  expect('the same one again', take(seen), null);
  expect('a lease that ran out', end.maySend(TYPE.PICTURE, 5000), false);
  end.ledger.renew(4000);
  expect('a renewed lease', end.maySend(TYPE.PICTURE, 5000), true);
  end.ledger.expire(20_000);
  end.ledger.renew(20_000);
  expect('a lease renewed too late', end.maySend(TYPE.PICTURE, 20_000), false);
  end.ledger.add(given, 30_000);
  take(from(0, TYPE.GRANTS, { grants: [listed('view')] }), 30_000);
  take(from(0, TYPE.ENDED, { by: 'server', reason: '', at_us: 1 }), 30_000);
  expect('after the end', end.maySend(TYPE.PICTURE, 30_000), false);

  // Somebody in between who swaps keys is caught by the commitment, or seen in the phrase.
  const pair = new Handshake('customer', session, 2, fresh);
  const theirs = (await newKeys()).revealed;
  await pair.receive(TYPE.COMMIT, { to: 1, commitment: toText(await commitment('technician', theirs)) });
  const swapped = { ...theirs, agreement: (await newKeys()).revealed.agreement };
  const reveal = (keysOf) => ({ to: 1, agreement: toText(keysOf.agreement), signing: toText(keysOf.signing), nonce: toText(keysOf.nonce) });
  const refused = await pair.receive(TYPE.REVEAL, reveal(swapped)).then(() => null, (error) => error.reason);
  expect('swapped keys', refused, 'keys');
  await pair.receive(TYPE.REVEAL, reveal(theirs));
  expect('honest keys', pair.phrase?.length, 4);
  return { wrong, checked: frames.length + keys.pairs.length };
}
