import json,random,sys,pickle,time
from pathlib import Path
from collections import defaultdict
import numpy as np
from benchmarks.layouts.truth import load
from benchmarks.layouts.families import HELD_OUT
from benchmarks.layouts.order import score
from benchmarks.layouts.texts import LANGUAGES
from benchmarks.learn.boosting import Shape, _trees
from recto.reading_order.rows import LevelPage, rows
from recto.reading_order.order import _read, fold
from recto.reading_order import links as L, before as B
from recto.reading_order.arrange import arranged

FLOAT=('caption','quote','note','box','head','advertisement','thing','side')
def page_of(layout, rng):
    lines=[];flow=[];rank=[]
    order=defaultdict(int)
    vert=sum(b.vertical for b in layout.blocks)>len(layout.blocks)/2
    rtl=LANGUAGES[layout.language][2]=='rtl'
    W,H=layout.width,layout.height
    def turn(b):
        x0,y0,x1,y1=b
        if vert: return (y0,W-x1,y1,W-x0)
        if rtl: return (W-x1,y0,W-x0,y1)
        return b
    for b in layout.blocks:
        for l in b.lines:
            lines.append((turn(l.box),l.text,l.box)); flow.append(b.flow); rank.append(order[b.flow]); order[b.flow]+=1
    keep=[i for i in range(len(lines)) if rng.random()>.015]
    rng.shuffle(keep)
    boxes=np.array([lines[i][0] for i in keep],float)
    h=np.median(boxes[:,3]-boxes[:,1])
    boxes+=np.random.default_rng(rng.getrandbits(30)).normal(0,.06*h,boxes.shape)
    boxes[:,2]=np.maximum(boxes[:,2],boxes[:,0]+2); boxes[:,3]=np.maximum(boxes[:,3],boxes[:,1]+2)
    st=[turn(tuple(sorted((s[0],s[2])))[:1]+tuple(sorted((s[1],s[3])))[:1]+tuple(sorted((s[0],s[2])))[1:]+tuple(sorted((s[1],s[3])))[1:]) for s in layout.strokes]
    st=np.array(st,float).reshape(-1,4)
    hor=st[(st[:,2]-st[:,0])>=(st[:,3]-st[:,1])]; ver=st[(st[:,2]-st[:,0])<(st[:,3]-st[:,1])]
    hor=hor[(hor[:,2]-hor[:,0])>3*h]; ver=ver[(ver[:,3]-ver[:,1])>3*h]
    page=LevelPage(boxes,[lines[i][1] for i in keep],float(np.median(boxes[:,3]-boxes[:,1])),hor,ver)
    return page,[flow[i] for i in keep],[rank[i] for i in keep],boxes,[lines[i][2] for i in keep],keep
def prep(layout,seed):
    rng=random.Random(seed)
    page,flow,rank,boxes,orig,keep=page_of(layout,rng)
    n=len(flow); idx=np.arange(n)
    found=[]
    for side in fold(page,idx): found+=_read(page,side)
    cut=[i for r in found for i in r]; cp=np.empty(n,int); cp[cut]=np.arange(n)
    rp=np.empty(n,int); rp[[i for r in rows(page,idx) for i in r]]=np.arange(n)
    near=L.neighbours(page,idx); pairs=L.candidates(page,idx,near)
    X=L.link_features(page,idx,near,pairs,cp)
    nxt={(f,r):i for i,(f,r) in enumerate(zip(flow,rank))}
    # successor among kept lines
    succ={}
    by=defaultdict(list)
    for i,(f,r) in enumerate(zip(flow,rank)): by[f].append((r,i))
    for f,v in by.items():
        v.sort()
        for (_,a),(_,b) in zip(v,v[1:]): succ[a]=b
    y=np.array([succ.get(int(a))==int(b) for a,b in pairs],bool)
    return dict(layout=layout,page=page,flow=flow,rank=rank,cp=cp,rp=rp,near=near,pairs=pairs,X=X,y=y,orig=orig,cut=cut,n=n)
def words_in(layout,seq_boxes): return seq_boxes
def chainsof(d,odds,least=0.0): return L.chains(d['n'],d['pairs'],odds,least)
def stage2(d,odds,least=0.0):
    ch=chainsof(d,odds,least)
    links=np.full((d['n'],d['n']),-9.0)
    if len(d['pairs']): links[d['pairs'][:,0],d['pairs'][:,1]]=np.clip(odds,-9,9)
    F=B.before_features(d['page'],np.arange(d['n']),ch,d['cp'],d['rp'],links)
    return ch,F
def labels2(d,ch):
    lay=d['layout']; rel=set(lay.relations)
    flows=list(lay.flows); fpos={f:k for k,f in enumerate(flows)}
    C=len(ch); lab=np.full((C,C),np.nan); w=np.ones((C,C))
    maj=[];med=[]
    for c in ch:
        fs=[d['flow'][i] for i in c]; f=max(set(fs),key=fs.count); maj.append(f); med.append(np.median([d['rank'][i] for i in c if d['flow'][i]==f]))
    for a in range(C):
        for b in range(C):
            if a==b: continue
            fa,fb=maj[a],maj[b]
            if fa==fb: lab[a,b]=med[a]<med[b]
            elif (fa,fb) in rel: lab[a,b]=1
            elif (fb,fa) in rel: lab[a,b]=0
            elif fa.rpartition('-')[0] not in FLOAT and fb.rpartition('-')[0] not in FLOAT:
                lab[a,b]=fpos[fa]<fpos[fb]; w[a,b]=.3
    return lab,w
