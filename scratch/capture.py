"""capture what reading order gets on real pages, and the printed words of every piece"""
import pickle, sys, time
from pathlib import Path
import benchmarks.engines as E
E._tesseract=lambda:'5.3.0 e1e8f88c8993'
E._ppocr=lambda:'ab6fb9aada72'
from benchmarks import corpora
from benchmarks.page_under_test import PageUnderTest
from benchmarks.local_page_cache import stages
from recto.pipeline.page import begin
import recto.local.fusion as F
cap={}
orig=F.fuse
def fuse(tesseract, ppocr, edges=F.EVERYWHERE, ruling=F.NO_STROKES, further=()):
    lines=F._lines(tesseract,ppocr)
    shown=[F.Line(tuple(u.words[-1] for u in l.units), l.box, l.baseline) for l in lines]
    beside=F.facing_page(shown, edges, ruling)
    own=sorted(set(range(len(lines)))-beside)
    faint={at for at,i in enumerate(own) if F._is_faint(lines[i])} if ppocr is not None else set()
    cap['x']=dict(lines=[lines[i] for i in own],shown=[shown[i] for i in own],ruling=ruling,faint=faint,beside=[lines[i] for i in sorted(beside)])
    return orig(tesseract,ppocr,edges,ruling,further)
F.fuse=fuse
import recto.local.upright as U
U.fuse=fuse
out=[]
t=time.time()
store=Path('/work/bench-all/.readings')
for page in corpora.select(corpora.load(Path('/work/shared/corpora'))):
    sheet=PageUnderTest(page, store)
    cap.clear()
    try: lp=begin(sheet.raster, stages(sheet, second_reader='on'))
    except Exception as ex: print('FAIL',page.corpus,page.id,ex); continue
    if 'x' not in cap: print('no fuse',page.corpus,page.id); continue
    d=cap['x']
    # printed words by unit, through the readers' words (home maps keep text and count): by order of fused units
    rd=lp.reading
    printed=[]
    for line,row in zip(rd.lines, rd.judged):
        for u,c in zip(line.units,row): printed.append(' '.join(w.text for w in c.words))
    units_in_order=[]
    rows=F.reading_rows(d['shown'],d['ruling'],d['faint'])
    for r in rows:
        for i in r: units_in_order += [(i,k) for k in range(len(d['lines'][i].units))]
    for j,l in enumerate(d['beside']): units_in_order += [(-1-j,k) for k in range(len(l.units))]
    ok=len(units_in_order)==len(printed)
    text={}
    if ok:
        for (i,k),w in zip(units_in_order,printed): text.setdefault(i,[]).append(w)
    else: print('MISMATCH',page.corpus,page.id,len(units_in_order),len(printed))
    d.update(corpus=page.corpus,id=page.id,kind=page.kind,language=page.language,truth=page.truth,document=page.document,
             text={i:' '.join(x for x in ws if x) for i,ws in text.items()},ok=ok,rows=rows,size=(lp.read.width,lp.read.height),
             readings={n:r.text for n,r in page.readings.items()})
    out.append(d)
pickle.dump(out,open('/work/notes/lay/real/pages.pickle','wb'))
print(len(out), time.time()-t)
