'use strict';
(() => {
  const CHUNK = 40; // units that are drawn at once, when they come near the screen
  const data = JSON.parse(document.getElementById('so-lieu').textContent);
  const byId = id => document.getElementById(id);
  const text = number => data.texts[number];
  const fold = words => words.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().trim();
  const units = data.units.map((u, place) => {
    const [code, name, role, state, tone, rank, due, late, submissions, heat, history] = u;
    const newest = submissions[submissions.length - 1];
    return { place, code, name, role, state, tone, rank, due, late, submissions, heat, history, newest,
      findings: newest ? newest[5] : [], words: `${fold(name)} ${fold(code)}` };
  });
  const byCode = new Map(units.map(unit => [unit.code, unit]));
  const columns = data.sections.length + 3;

  // every text goes in as text: nothing of a submission is ever read as markup
  const h = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
    element.append(...children.filter(child => child !== null && child !== ''));
    return element;
  };
  const svg = (tag, attributes, ...children) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const word = (words, key) => words[key] || key;

  // ---- the state of the page: in the address, so that it can be sent on and gone back to
  const FIELDS = { 'tim': 'tim', 'trang-thai': 'trang-thai', 'muc': 'muc', 'quy-tac': 'loc-quy-tac', 'xep': 'xep' };
  const MOST_NAMED = 30; // open units that an address names
  const open = new Set();
  let all = false, row = 0, list = [], printing = false, back = null, rowHeight = 36;

  const address = target => {
    const said = new URLSearchParams();
    for (const [key, id] of Object.entries(FIELDS)) if (byId(id).value) said.set(key, byId(id).value);
    if (byId('can').checked) said.set('can', '1');
    if (row) said.set('dong', row);
    if (all) said.set('het', '1');
    else if (open.size && open.size <= MOST_NAMED) said.set('mo', [...open].join(','));
    if (target) said.set('toi', target);
    return `#${said}`;
  };
  const remember = () => history.replaceState(history.state, '', address());

  const read = () => {
    const hash = location.hash.slice(1);
    const plain = hash && !hash.includes('=');
    const said = new URLSearchParams(plain ? '' : hash);
    for (const [key, id] of Object.entries(FIELDS)) {
      const field = byId(id), value = said.get(key) || '';
      field.value = field.tagName === 'SELECT' && value && ![...field.options].some(o => o.value === value) ? '' : value;
    }
    byId('can').checked = said.get('can') === '1';
    row = Number(said.get('dong')) || 0;
    all = said.get('het') === '1';
    open.clear();
    for (const code of (said.get('mo') || '').split(',')) if (byCode.has(code)) open.add(code);
    return plain ? decodeURIComponent(hash) : said.get('toi');
  };

  // ---- which units, in which order
  const chosen = () => {
    const query = fold(byId('tim').value), state = byId('trang-thai').value, level = byId('muc').value, rule = byId('loc-quy-tac').value;
    const wanted = f => (!level || f[2] === level) && (!row || f[3] === row) && (!rule || data.rules[f[0]][0] === rule || data.rules[f[0]][1] === rule);
    const found = units.filter(unit => (!query || unit.words.includes(query)) && (!state || unit.state === state)
      && (!byId('can').checked || unit.rank <= 1) && (!(level || row || rule) || unit.findings.some(wanted)));
    const received = unit => unit.newest ? unit.newest[2].replace(/(\d+)\/(\d+)\/(\d+) (.*)/, '$3$2$1$4') : '';
    const name = new Intl.Collator('vi', { numeric: true });
    const orders = {
      so: (a, b) => a.place - b.place,
      ten: (a, b) => name.compare(a.name, b.name) || a.place - b.place,
      nhan: (a, b) => received(b).localeCompare(received(a)) || a.place - b.place,
    };
    return found.sort(orders[byId('xep').value] || ((a, b) => a.rank - b.rank || a.place - b.place));
  };

  // ---- drawing
  const badge = (kind, ...words) => h('span', { class: `badge ${kind}` }, ...words);
  const said = (kind, words) => h('span', { class: kind }, words);

  const decision = ([action, reason, by, evidence]) => h('div', { class: 'decision' }, h('b', null, `${text(action)}.`), ` ${text(reason)}`,
    text(evidence) ? ` Căn cứ: ${text(evidence)}.` : '', h('br'), said('soft small', text(by)));

  const finding = (f, unit, version, number) => {
    const [rule, severity, level, line, section, label, cell, status, message, figures, decisions] = f;
    const [entry, code, says] = data.rules[rule];
    const id = `ph-${unit.code}-${version}-${number}`;
    const where = line ? h('a', { id: `${id}-dong`, href: `#dong-${line}` }, text(label)) : said('soft', data.sections[section][1]);
    return h('tr', { id, role: 'row', tabindex: '-1', 'data-section': section },
      h('td', { role: 'cell', class: 'c1' }, badge(level, `${data.levels[level][0]} ${word(data.severities, severity)}`)),
      h('td', { role: 'cell', class: 'c2' }, h('code', { class: 'anywhere' }, text(cell))),
      h('td', { role: 'cell', class: 'c3' }, where, status ? h('div', { class: 'soft small' }, word(data.statuses, status)) : ''),
      h('td', { role: 'cell', class: 'c4 anywhere' }, text(message) || '', text(figures) ? ' ' : '', text(figures) ? h('b', null, text(figures)) : '', h('div', { class: 'says' }, says ? `${says} ` : '', h('a', { id: `${id}-quy-tac`, href: `#quy-tac-${entry}` }, h('code', null, code)))),
      h('td', { role: 'cell', class: 'c5' }, ...(decisions.length ? decisions.map(decision) : level === 'open' ? [said('soft small', 'Chưa có quyết định')] : [])));
  };

  const submission = (s, unit) => {
    const [sha256, version, received, verdict, counted, findings, others] = s;
    const line = h('div', { class: 'line' }, h('h4', null, `Lần ${version}`), h('span', null, `nhận ${received}`), badge(verdict, word(data.verdicts, verdict)),
      counted ? h('span', null, 'đang dùng số liệu của lần này') : said('soft', 'không dùng số liệu'), h('code', { class: 'soft', title: 'mã băm của tệp' }, sha256));
    const heads = [['c1', 'Mức'], ['c2', 'Ô'], ['c3', 'Dòng của biểu'], ['c4', 'Việc cần làm và quy tắc'], ['c5', 'Quyết định']];
    const table = findings.length ? h('table', { class: 'f', role: 'table' }, h('caption', { class: 'vh' }, `Phát hiện của ${unit.name}, lần ${version}`),
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ...heads.map(([kind, name]) => h('th', { scope: 'col', role: 'columnheader', class: kind }, name)))),
      h('tbody', { role: 'rowgroup' }, ...findings.map((f, number) => finding(f, unit, version, number)))) : h('p', { class: 'soft' }, 'Không có phát hiện nào.');
    return h('div', { class: 'sub' }, line, table, ...others.map(decision));
  };

  // the same picture as the static page has, from one sign a period: a height from 0 to k, or a gap
  const picture = shape => {
    let pen = 'M';
    return [...shape].map((sign, number) => {
      const at = `${pen}${Math.round(88 / Math.max(1, shape.length - 1) * number)} ${Math.round(22 - 22 * parseInt(sign, 21) / 20)}${pen === 'M' ? 'h0' : ''}`;
      pen = sign === '-' ? 'M' : 'L';
      return sign === '-' ? '' : at;
    }).join('');
  };
  const trend = shape => {
    const known = shape.replaceAll('-', ''), rise = parseInt(known.at(-1), 21) - parseInt(known[0], 21);
    return rise === 0 ? 'ngang' : rise > 0 ? 'tăng' : 'giảm';
  };
  const shapes = unit => unit.history.length ? h('div', null, h('h4', null, 'Diễn biến qua các kỳ'), h('p', { class: 'soft small' }, 'Kỳ cũ trước, kỳ mới sau. Mỗi hình có thang riêng: hai số bên phải là số cao nhất và thấp nhất.'),
    h('ul', { class: 'shapes' }, ...unit.history.map(([label, shape, least, most, figures]) => h('li', null, svg('svg', { viewBox: '-2 -2 92 26', role: 'img', 'aria-label': trend(shape) }, svg('path', { class: 'shape', d: picture(shape) })), h('span', { class: 'scale' }, h('span', null, most), h('span', null, least)),
      h('span', null, text(label), h('br'), said('soft small', figures)))))) : '';

  const detail = unit => {
    const sent = [...unit.submissions].reverse();
    const older = sent.length > 1 ? h('details', { class: 'older', open: printing }, h('summary', null, `${sent.length - 1} lần nộp trước`), ...sent.slice(1).map(s => submission(s, unit))) : '';
    return h('tr', { class: 'detail', id: `ct-${unit.code}` }, h('td', { colspan: columns }, h('div', { class: 'in' },
      h('p', { class: 'soft small' }, said('only-phone', `${word(data.states, unit.state)} · `), `${text(unit.role)} · hạn nộp ${unit.due}${unit.late ? ` · muộn ${unit.late} ngày` : ''}`),
      sent.length ? submission(sent[0], unit) : h('p', null, 'Chưa nhận được biểu nào của đơn vị này.'), older, shapes(unit))));
  };

  const shown = unit => printing || all || open.has(unit.code);
  const line = unit => {
    const cells = data.sections.map(() => h('td', { class: 's' }));
    for (const [section, level, times] of unit.heat) {
      const [mark, meaning] = data.levels[level], title = data.sections[section][1];
      cells[section].append(times
        ? h('a', { class: `h ${level}`, id: `o-${unit.code}-${section}`, href: `#don-vi-${unit.code}`, 'data-section': section, title, 'aria-label': `${unit.name}, ${data.sections[section][0]}: ${times} ${meaning}` }, `${mark}${times}`)
        : h('span', { class: `h ${level}` }, mark, said('vh', ` ${meaning}`)));
    }
    return h('tr', { id: `don-vi-${unit.code}`, class: 'u' },
      h('th', { scope: 'row' }, h('button', { type: 'button', class: 'unit', id: `b-${unit.code}`, 'aria-expanded': String(shown(unit)), 'data-unit': unit.code }, said('name', unit.name), h('code', null, unit.code))),
      h('td', null, badge(unit.tone, data.marks[unit.tone], said('w', ` ${word(data.states, unit.state)}`))),
      ...cells, h('td', { class: 'soft small' }, unit.newest ? unit.newest[2] : ''));
  };

  const fill = part => {
    if (part.dataset.from === undefined) return;
    const from = Number(part.dataset.from);
    delete part.dataset.from;
    near.unobserve(part.firstChild);
    part.replaceChildren(...list.slice(from, from + CHUNK).flatMap(unit => shown(unit) ? [line(unit), detail(unit)] : [line(unit)]));
  };
  const near = new IntersectionObserver(seen => seen.forEach(s => s.isIntersecting && s.target.parentNode && fill(s.target.parentNode)), { rootMargin: '900px' });

  const totals = () => h('tbody', null, h('tr', { class: 'totals' }, h('th', { scope: 'row' }, 'Số đơn vị có phát hiện'), h('td'),
    ...data.sections.map((_, section) => h('td', { class: 's' }, String(list.filter(unit => unit.heat.some(c => c[0] === section && c[2])).length))), h('td')));

  const draw = () => {
    list = chosen();
    near.disconnect();
    const table = byId('bang');
    for (const part of [...table.tBodies]) part.remove();
    if (list.length) table.append(totals());
    for (let from = 0; from < list.length; from += CHUNK) {
      const gap = h('tr', { class: 'gap' }, h('td', { colspan: columns }));
      gap.style.height = `${rowHeight * Math.min(CHUNK, list.length - from)}px`;
      const part = h('tbody', { 'data-from': from }, gap);
      table.append(part);
      near.observe(gap);
      if (from === 0 || printing) fill(part);
    }
    const first = table.querySelector('tr.u');
    if (first) rowHeight = first.offsetHeight || rowHeight;
    const filtered = row ? ` có phát hiện ở dòng ${row} của biểu` : '';
    byId('dem').textContent = list.length === units.length ? `${units.length} đơn vị` : `Hiện ${list.length}/${units.length} đơn vị${filtered}`;
    byId('dang-loc').textContent = list.length === units.length ? '' : `Bản in này chỉ gồm ${list.length} trong ${units.length} đơn vị, theo bộ lọc đang dùng.`;
  };

  const toggle = (unit, to) => {
    const button = byId(`b-${unit.code}`), there = byId(`ct-${unit.code}`);
    if (all) { all = false; list.forEach(other => open.add(other.code)); }
    if (to) open.add(unit.code); else open.delete(unit.code);
    if (button) button.setAttribute('aria-expanded', String(to));
    if (to && !there && button) button.closest('tr').after(detail(unit));
    if (!to && there) there.remove();
  };

  // ---- going to a unit, a row of the form or a rule, and back
  const mark = element => {
    document.querySelectorAll('.here').forEach(e => e.classList.remove('here'));
    element.classList.add('here');
    element.scrollIntoView({ block: 'center' });
    element.focus({ preventScroll: true });
  };
  const clear = () => { for (const id of Object.values(FIELDS)) if (id !== 'xep') byId(id).value = ''; byId('can').checked = false; row = 0; };

  const reveal = (id, section) => {
    if (back) { back.remove(); back = null; }
    if (id.startsWith('don-vi-')) {
      const unit = byCode.get(id.slice(7));
      if (!unit) return;
      if (!list.includes(unit)) { clear(); draw(); }
      const part = byId('bang').tBodies[1 + Math.floor(list.indexOf(unit) / CHUNK)];
      fill(part);
      toggle(unit, true);
      const found = section === undefined ? null : byId(`ct-${unit.code}`).querySelector(`tr[data-section="${section}"]`);
      if (found) mark(found);
      else { byId(`don-vi-${unit.code}`).scrollIntoView({ block: 'start' }); byId(`b-${unit.code}`).focus({ preventScroll: true }); }
      return;
    }
    const element = byId(id);
    if (!element) return;
    const folded = element.closest('details');
    if (folded) folded.open = true;
    if (!/^(dong|quy-tac)-/.test(id)) { element.scrollIntoView(); element.focus({ preventScroll: true }); return; }
    mark(element);
    if (history.state && history.state.from) {
      back = h('a', { class: 'back', href: `#${history.state.from}` }, '↩ Trở lại');
      element.querySelector('th').append(back);
    }
  };

  const go = (id, link) => {
    const from = link.id || (link.id = `tu-${Math.random().toString(36).slice(2)}`);
    history.replaceState({ ...history.state, focus: from }, '', address());
    history.pushState({ from }, '', address(id));
    reveal(id, link.dataset.section);
    history.replaceState(history.state, '', address(id));
  };

  document.addEventListener('click', event => {
    const button = event.target.closest('button.unit');
    if (button) { const unit = byCode.get(button.dataset.unit); toggle(unit, button.getAttribute('aria-expanded') !== 'true'); remember(); return; }
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const id = link.getAttribute('href').slice(1);
    if (link === back) { event.preventDefault(); history.back(); }
    else if (link.classList.contains('skip')) { event.preventDefault(); byId('noi-dung').focus(); }
    else if (!id.includes('=')) { event.preventDefault(); go(decodeURIComponent(id), link); }
    else setTimeout(() => byId('don-vi').scrollIntoView(), 0); // a filter, which changes the address by itself
  });

  const start = () => { const target = read(); draw(); if (target) reveal(target); };
  addEventListener('popstate', event => {
    start();
    const focus = event.state && event.state.focus && byId(event.state.focus);
    if (focus) { focus.focus({ preventScroll: true }); focus.scrollIntoView({ block: 'center' }); }
  });

  // ---- the controls
  let waiting = 0;
  byId('tim').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(() => { draw(); remember(); }, 120); });
  for (const id of ['trang-thai', 'muc', 'loc-quy-tac', 'xep', 'can']) byId(id).addEventListener('change', () => { draw(); remember(); });
  byId('loc').addEventListener('submit', event => event.preventDefault());
  byId('mo-het').addEventListener('click', () => { all = true; draw(); remember(); });
  byId('gap-het').addEventListener('click', () => { all = false; open.clear(); draw(); remember(); });
  byId('xoa-loc').addEventListener('click', () => { clear(); draw(); remember(); byId('tim').focus(); });

  // ---- on paper everything is unfolded
  let folded = [];
  const toPaper = () => {
    if (printing) return;
    printing = true;
    folded = [...document.querySelectorAll('details:not([open])')];
    folded.forEach(d => { d.open = true; });
    draw();
  };
  const toScreen = () => {
    if (!printing) return;
    printing = false;
    folded.forEach(d => { d.open = false; });
    draw();
  };
  addEventListener('beforeprint', toPaper);
  addEventListener('afterprint', toScreen);
  matchMedia('print').addEventListener('change', event => event.matches ? toPaper() : toScreen());

  document.documentElement.classList.add('js');
  document.querySelectorAll('main details').forEach(d => { d.open = false; });
  byId('ban-do').hidden = false;
  start();
})();
