import sys,os,pickle,random,time,hashlib
from pathlib import Path
import numpy as np
exec(open('/work/notes/lay/proto.py').read())
exec(open('/work/notes/lay/cut3.py').read()); exec(open('/work/notes/lay/oracle.py').read())
from recto.reading_order.deslant import level_boxes, straightening

from recto.reading_order.keystone import upright_edges
from recto.reading_order.cuts import CUTS, fold
def aug(boxes,texts,h,strokes,nr,photo):
    """what detection and a camera make of lines: returns pieces [(box,text,source,part)], strokes"""
    W=boxes[:,2].max()-boxes[:,0].min(); x0=boxes[:,0].min(); yc=(boxes[:,1].min()+boxes[:,3].max())/2; xc=x0+W/2
    out=[]
    pad=nr.uniform(.0,.15)*h; padx=nr.uniform(0,.35)*h
    for i,(b,tx) in enumerate(zip(boxes,texts)):
        if nr.random()<.015: continue
        ws=tx.split()
        cut=[(b,tx,0)]
        if len(ws)>2 and nr.random()<(.12 if photo else .05):
            k=int(nr.integers(1,len(ws))); frac=len(' '.join(ws[:k]))/max(1,len(tx)); x=b[0]+(b[2]-b[0])*frac
            gap=min(.3*h,(b[2]-b[0])*.02)
            cut=[(np.array([b[0],b[1],x-gap,b[3]]),' '.join(ws[:k]),0),(np.array([x+gap,b[1],b[2],b[3]]),' '.join(ws[k:]),.4)]
        for bb,t2,part in cut:
            c=bb+np.array([-padx,-pad,padx,pad])*nr.uniform(.3,1.2,4)+nr.normal(0,.05*h,4)
            out.append((c,t2,i,part))
    if not out: return [],strokes
    B=np.array([o[0] for o in out])
    if photo:
        sh,ks=nr.normal(0,.012),nr.normal(0,.012); amp=nr.normal(0,.35)*h; ph=nr.uniform(0,np.pi); tilt=nr.normal(0,.0025)
        ax=nr.normal(0,.5)*h
        y=(B[:,1]+B[:,3])/2-yc
        for k in (0,2): 
            xx=B[:,k]; B[:,k]=xx+(sh+ks*(xx-xc)/max(1,W/2))*y+ax*np.sin((y/(abs(y).max()+1))*np.pi*.9+ph)
        xm=(B[:,0]+B[:,2])/2; d=amp*np.sin((xm-x0)/max(1,W)*np.pi+ph)+tilt*(xm-xc)
        B[:,1]+=d; B[:,3]+=d
        if len(strokes):
            y=(strokes[:,1]+strokes[:,3])/2-yc
            for k in (0,2): strokes[:,k]+=(sh+ks*(strokes[:,k]-xc)/max(1,W/2))*y
            strokes=strokes[nr.random(len(strokes))<.8]
    else:
        strokes=strokes[nr.random(len(strokes))<.95]
    B[:,2]=np.maximum(B[:,2],B[:,0]+2);B[:,3]=np.maximum(B[:,3],B[:,1]+2)
    return [(B[k],)+o[1:] for k,o in enumerate(out)],strokes
def gen_page(f,photo=False):
    lay=load(f)
    if sum(len(b.lines) for b in lay.blocks)<4: return None
    nr=np.random.default_rng(int(hashlib.sha256(f.name.encode()).hexdigest()[:8],16)+photo)
    vert=sum(b.vertical for b in lay.blocks)>len(lay.blocks)/2
    rtl=LANGUAGES[lay.language][2]=='rtl'; W,H=lay.width,lay.height
    def turn(b):
        x0,y0,x1,y1=b
        if vert: return (y0,W-x1,y1,W-x0)
        if rtl: return (W-x1,y0,W-x0,y1)
        return b
    bx=[];tx=[];fl=[];rk=[];og=[];order=defaultdict(int)
    for b in lay.blocks:
        for l in b.lines:
            bx.append(turn(l.box)); tx.append(l.text); fl.append(b.flow); rk.append(order[b.flow]); order[b.flow]+=1; og.append(l.box)
    bx=np.array(bx,float); h=np.median(bx[:,3]-bx[:,1])
    st=[turn((min(s[0],s[2]),min(s[1],s[3]),max(s[0],s[2]),max(s[1],s[3]))) for s in lay.strokes]
    st=np.array(st,float).reshape(-1,4)
    big=np.maximum(st[:,2]-st[:,0],st[:,3]-st[:,1])>3*h; st=st[big]
    # borders of filled things are seen as strokes seldom
    pieces,st=aug(bx,tx,h,st,nr,photo)
    if len(pieces)<3: return None
    perm=nr.permutation(len(pieces)); pieces=[pieces[k] for k in perm]
    B=np.array([p[0] for p in pieces]); hh=float(np.median(B[:,3]-B[:,1]))
    w,q=np.abs(st[:,2]-st[:,0]),np.abs(st[:,3]-st[:,1])
    page=LevelPage(B,[p[1] for p in pieces],hh,st[w>=q],st[w<q])
    page=upright_edges(page,np.arange(len(B)))
    # scoring: pieces by their share of the source line's box
    orig=[]
    for p in pieces:
        o=og[p[2]]; orig.append(o)
    return dict(name=f.name+('P' if photo else ''),group=lay.family,corpus='gen',photo=photo,page=page,truth=Truth([fl[p[2]] for p in pieces],[rk[p[2]]+p[3] for p in pieces],lay.relations),layout=lay,orig=orig,n=len(pieces),held=lay.family in HELD_OUT)
def levelled(p):
    shown=p['shown']; ev=range(len(shown)); solid=[i for i in ev if i not in p['faint']] or list(ev)
    if not solid: return None
    lv=straightening([shown[i] for i in solid]); boxes=level_boxes(shown,lv)
    hs=boxes[solid,3]-boxes[solid,1]; h=float(np.median(hs)) or 1.0
    q=lambda s: lv(s.reshape(-1,2)).reshape(-1,4)
    pg=LevelPage(boxes,[p['text'].get(i,l.text) or l.text for i,l in enumerate(shown)],h,q(p['ruling'].horizontal),q(p['ruling'].vertical)); solid=np.array(solid)
    return upright_edges(pg,solid),solid
import sys; sys.path.insert(0,'/work/notes/lay')
from evalreal import place,al,cer,f1,truthtext,P as REAL,text_of
def real_page(p):
    lv=levelled(p)
    if lv is None: return None
    page,solid=lv
    pos=place(p)
    n=len(p['shown'])
    flow=['text' if i in pos else None for i in range(n)]
    t=Truth(['text']*n,[pos.get(i,0) for i in range(n)],[])
    t.id=np.array([0 if i in pos else -1 for i in range(n)])
    return dict(name=p['id'],group=p['corpus'],corpus=p['corpus'],page=page,solid=solid,truth=t,n=n,p=p,placed=len(pos))
class RuleCand: pass
def with_rule(f,node,cs,root):
    page=f.page; parts=None
    for rule in ((fold,) if root else ())+CUTS:
        got=rule(page,node.seq)
        if len(got)>1: parts=got; name=rule.__name__; break
    if parts is None: return cs,len(cs)-1
    sets=[frozenset(p.tolist()) for p in parts]
    for k,c in enumerate(cs[:-1]):
        q=parts_of(f,node,c)
        if len(q)==len(sets) and all(frozenset(x.tolist())==s for x,s in zip(q,sets)): return cs,k
    a=np.isin(node.seq,parts[0]); b=~a
    A,B=node.seq[a],node.seq[b]
    if name in('fold','columns','blocks'):
        gap=f.l[B].min()-f.r[A].max(); c=Cand('V',a,b,np.zeros(len(a),bool),(f.r[A].max()+f.l[B].min())/2,gap,parts)
    else:
        gap=f.t[B].min()-f.b[A].max(); c=Cand('H',a,b,None,(f.t[B].min()+f.b[A].max())/2,gap,(0,0,1,parts))
    return cs[:-1]+[c,cs[-1]],len(cs)-1
def walk(d,choose,rng,record=None):
    f=d.get('f') or Facts(d['page']); d['f']=f
    idx=d.get('solid',np.arange(d['n']))
    st=[(idx,0)]; out=[]; doubt=1.0; d['trace']=[]
    while st:
        part,dep=st.pop()
        if len(part)==1: out.append(part.tolist()); continue
        key=tuple(sorted(part.tolist()))
        c=d.setdefault('cache',{}).get(key)
        if c is None:
            node=Node(f,part)
            if node.easy: c=node.rws
            else:
                cs=cands(f,node); cs,r=with_rule(f,node,cs,dep==0); X=feats(f,node,cs,dep)
                fl=np.zeros((len(cs),1)); fl[r]=1
                c=[node,cs,r,np.hstack([X,fl]),None]
            d['cache'][key]=c
        if isinstance(c[0],list): out+=c; continue
        node,cs=c[0],c[1]
        k,pr=choose(d,part,c,rng); doubt=min(doubt,pr)
        if record is not None: record.append((d,key,c))
        ch=cs[k]; d['trace'].append((ch.kind,round(pr,3),len(part)))
        if ch.kind=='R': out+=node.rws
        else: st+=[(q,dep+1) for q in reversed(parts_of(f,node,ch))]
    d['doubt']=doubt
    return out
def costs(d,c):
    if c[4] is None:
        c[4]=np.array([d['truth'].cost(parts_of(d['f'],c[0],x)) for x in c[1]],float)
    return c[4]
TOL=lambda d: 0.0 if d['corpus']=='gen' else .01
def okof(d,c):
    C=costs(d,c); share=C[:,0]/np.maximum(1,C[:,1]); best=share.min()
    return (share<=TOL(d))|((share<=best+1e-9)&(share<.05)&(d['corpus']!='gen')),share
def oracle(d,part,c,rng):
    ok,share=okof(d,c)
    if not ok.any(): return int(share.argmin()),1
    return int(rng.choice(np.flatnonzero(ok).tolist())),1
def best(d,part,c,rng):
    ok,share=okof(d,c); return int(share.argmin()),1
def learned(m,margin=0.0):
    def ch(d,part,c,rng):
        pr=m.predict_proba(c[3])[:,1]
        k=int(pr.argmax()); k=c[2] if pr[c[2]]>=pr[k]-margin else k; return k,float(pr[k])
    return ch
from sklearn.ensemble import HistGradientBoostingClassifier
def fitx(recs,seed=0,trees=150,depth=6,weight=None):
    X=[];y=[];w=[]
    for d,key,c in recs:
        ok,share=okof(d,c)
        if costs(d,c)[:,1].max()==0: continue
        X.append(c[3]); y.append(ok); 
        w.append(np.full(len(ok),np.sqrt(len(key))/len(ok)*d.get('w',1.0)))
    X=np.vstack(X);y=np.concatenate(y);w=np.concatenate(w)
    m=HistGradientBoostingClassifier(max_iter=trees,max_depth=depth,learning_rate=.08,min_samples_leaf=30,l2_regularization=1.0,random_state=seed)
    m.fit(X,y,sample_weight=w/w.mean()); return m,len(y)
def gscore(d,rw): return score(d['layout'],[d['orig'][i] for r in rw for i in r])
def rscore(d,rw):
    seq=[i for r in rw for i in r]; p=d['p']
    # faint ones: keep after their predecessor in the present order
    if p['faint']:
        pres=[i for r in p['rows'] for i in r]; at={i:k for k,i in enumerate(seq)}; res=list(seq); last=None; ins={}
        for i in pres:
            if i in at: last=i
            else: ins.setdefault(last,[]).append(i)
        res=ins.get(None,[])[:]
        for i in seq: res+= [i]+ins.get(i,[])
        seq=res
    return cer(text_of(p,[seq]),d.setdefault('tt',truthtext(p['truth'])))
