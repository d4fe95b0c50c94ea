import numpy as np
from collections import namedtuple
from recto.reading_order.rows import LevelPage, rows
HYPH="-¬⸗=\u00ad"; ENDS=".!?:;。！？»”\"'"
NH,NV=8,8
class Facts:
    def __init__(s,page):
        s.page=page; b=page.boxes; s.h=h=page.height
        s.l,s.t,s.r,s.b=b.T; s.mx=(s.l+s.r)/2; s.my=(s.t+s.b)/2; s.tall=s.b-s.t
        T=[x.strip() for x in page.texts]
        s.n=np.array([len(x) for x in T],float)
        let=np.array([sum(map(str.isalpha,x)) for x in T],float); dig=np.array([sum(map(str.isdigit,x)) for x in T],float)
        s.hyph=np.array([bool(x) and x[-1] in HYPH for x in T],float); s.end=np.array([bool(x) and x[-1] in ENDS for x in T],float)
        s.low=np.array([x[:1].islower() for x in T],float); s.up=np.array([x[:1].isupper() for x in T],float)
        s.dend=np.array([x.rstrip(' .')[-1:].isdigit() for x in T],float)
        s.figs=(dig/np.maximum(1,s.n)>.5).astype(float)
        s.sums=np.column_stack([s.n,let,dig])
        s.hx=page.horizontal; s.vx=page.vertical
        s.hy=(s.hx[:,1]+s.hx[:,3])/2; s.vxm=(s.vx[:,0]+s.vx[:,2])/2
class Node:
    """rows of a node as arrays: lines sorted by row and place in it"""
    def __init__(s,f,idx,rws=None):
        s.idx=idx; s.rws=rws if rws is not None else rows(f.page,idx)
        s.seq=np.array([i for r in s.rws for i in r]); s.row=np.repeat(np.arange(len(s.rws)),[len(r) for r in s.rws])
        s.two=[r for r in s.rws if len(r)>1]
    @property
    def easy(s): return not s.two
Cand=namedtuple('Cand','kind a b bars x gap extra')  # a,b masks over node.seq
def parts_of(f,node,c):
    if c.kind=='V' and c.extra is not None: return c.extra
    if c.kind=='H' and len(c.extra)==4: return c.extra[3]
    if c.kind=='R': return [np.array([i]) for i in node.seq]
    A,B=node.seq[c.a],node.seq[c.b]
    if c.kind=='H' or not c.bars.any(): return [A,B]
    bars=node.seq[c.bars]; rest=node.seq[~c.bars]; out=[]; fl=-np.inf
    for bar in bars[np.argsort(f.my[bars],kind='stable')]:
        band=rest[(f.my[rest]>=fl)&(f.my[rest]<f.my[bar])]; fl=f.my[bar]
        out+=[band[f.mx[band]<c.x],band[f.mx[band]>=c.x],np.array([bar])]
    band=rest[f.my[rest]>=fl]; out+=[band[f.mx[band]<c.x],band[f.mx[band]>=c.x]]
    return [p for p in out if len(p)]
def cands(f,node):
    h=f.h; out=[]; seq=node.seq; row=node.row
    starts=np.flatnonzero(np.r_[True,row[1:]!=row[:-1]])
    bot=np.maximum.reduceat(f.b[seq],starts); top=np.minimum.reduceat(f.t[seq],starts)
    la=np.maximum.accumulate(bot); hb=np.minimum.accumulate(top[::-1])[::-1]
    gap=hb[1:]-la[:-1]
    if len(gap):
        L,R=f.l[seq].min(),f.r[seq].max()
        ruled=np.zeros(len(gap))
        for k in np.flatnonzero((f.hy>top.min())&(f.hy<bot.max())):
            y=f.hy[k]; q=np.flatnonzero((y>la[:-1]-.4*h)&(y<hb[1:]+.4*h))
            cov=max(0,min(f.hx[k,2],R)-max(f.hx[k,0],L))/max(1,R-L)
            ruled[q]+=cov
        score=gap/h+2*np.minimum(1,ruled)
        ks=[int(k) for k in np.argsort(-score,kind='stable')[:NH] if gap[k]>.05*h or (ruled[k]>.3 and gap[k]>-.4*h)]
        srt=np.sort(gap)[::-1]
        for k in ks:
            a=row<=k
            rank=float((gap>gap[k]).sum())
            out.append(Cand('H',a,~a,None,(la[k]+hb[k+1])/2,gap[k],(min(1.5,ruled[k]),rank,gap[k]/max(.1*h,np.median(gap)) if len(gap)>1 else 1)))
    L,R=f.l[seq],f.r[seq]
    xs=np.unique(L)-1.0
    il=R[None]<=xs[:,None]+.15*h; ir=(L[None]>=xs[:,None])&~il; cr=~il&~ir
    nc=cr.sum(1); ok=il.any(1)&ir.any(1)&(nc<=.35*max(1,len(node.rws)))
    vs=[]
    for k in np.flatnonzero(ok):
        Rl=np.sort(R[il[k]]); width=L[ir[k]].min()-Rl[min(len(Rl)-1,int(.98*len(Rl)))]
        if width<-.3*h: continue
        vs.append((nc[k]/len(node.rws)-.02*min(width/h,10),k,width))
    vs.sort(); got=[]
    for _,k,width in vs:
        if any((il[k]==il[g]).all() and (ir[k]==ir[g]).all() for g,_ in got): continue
        got.append((k,width))
        if len(got)>=NV: break
    for k,width in got: out.append(Cand('V',il[k],ir[k],cr[k],xs[k]-width/2,width,None))
    out.append(Cand('R',None,None,None,0,0,None))
    return out
def side(f,node,m):
    seq=node.seq[m]; row=node.row[m]; h=f.h
    st=np.flatnonzero(np.r_[True,row[1:]!=row[:-1]]); en=np.r_[st[1:],len(seq)]-1
    l=f.l[seq[st]]; r=np.maximum.reduceat(f.r[seq],st); ch=np.add.reduceat(f.n[seq],st)
    k=len(st); ln=np.sort((r-l)/h); rs=np.sort(r); ls=np.sort(l); chs=np.sort(ch)
    tot=f.sums[seq].sum(0); n=max(1,tot[0]); mid=(l+r)/2
    first,last=seq[st],seq[en]
    R90=rs[min(k-1,int(.9*k))]; Lm=ls[k//2]
    fig=[k,ln[k//2],chs[k//2],(r>R90-h).mean(),(np.abs(l-Lm)<.5*h).mean(),tot[1]/n,tot[2]/n,f.dend[last].mean(),f.hyph[last].mean(),
        f.low[first[1:]].mean() if k>1 else -1,f.up[first].mean(),(mid.std()-min(l.std(),r.std()))/h,f.tall[seq].mean()/h,len(seq)/k]
    return fig,(row[st],seq,st,en,r,l,first,last)
NS=14
def feats(f,node,cs,depth):
    h=f.h; seq=node.seq; nr=len(node.rws)
    L,T,R,B=f.l[seq].min(),f.t[seq].min(),f.r[seq].max(),f.b[seq].max()
    whole,_=side(f,node,np.ones(len(seq),bool))
    second=np.array([r[1] for r in node.two]); firsts=np.array([r[0] for r in node.two])
    lastp=np.array([r[-1] for r in node.two])
    nodef=[len(seq),(R-L)/h,(B-T)/h,min(depth,6),len(node.two)/nr]+whole+[f.low[second].mean(),f.end[firsts].mean(),f.hyph[firsts].mean(),f.dend[lastp].mean(),
        np.sort(f.n[firsts])[len(firsts)//2],np.sort(f.n[second])[len(second)//2],np.sort(np.abs(f.my[second]-f.my[firsts]))[len(second)//2]/h]
    V=[c for c in cs if c.kind=='V']; Hh=[c for c in cs if c.kind=='H']
    best=min(V,key=lambda c:c.bars.sum()/nr-.02*min(c.gap/h,10),default=None)
    mv=max([c.gap for c in V],default=0)/h; mh=max([c.gap for c in Hh],default=0)/h; mru=max([c.extra[0] for c in Hh],default=0)
    inside=(f.hy>T)&(f.hy<B)
    X=np.full((len(cs),len(nodef)+3+2*NS+18+4),-1.0)
    X[:,:len(nodef)]=nodef; o=len(nodef)
    for x,c in zip(X,cs):
        x[o+'HVR'.index(c.kind)]=1
        x[-4:]=[mv,mh,mru,len(V)]
        if c.kind=='R': continue
        fa,ga=side(f,node,c.a); fb,gb=side(f,node,c.b)
        x[o+3:o+3+NS]=fa; x[o+3+NS:o+3+2*NS]=fb; s=x[o+3+2*NS:-4]
        s[0]=c.gap/h
        if c.kind=='V':
            s[1]=c.bars.sum()/nr; s[2]=(c.x-L)/max(1,R-L)
            ra,rb=ga[0],gb[0]
            common,ia,ib=np.intersect1d(ra,rb,return_indices=True)
            s[3]=len(common)/len(ra); s[4]=len(common)/len(rb)
            ta,ba,tb,bb=f.t[ga[1]].min(),f.b[ga[1]].max(),f.t[gb[1]].min(),f.b[gb[1]].max()
            s[5]=(min(ba,bb)-max(ta,tb))/max(1,min(ba-ta,bb-tb))
            m=(f.vxm>c.x-c.gap/2-.3*h)&(f.vxm<c.x+c.gap/2+.3*h)
            s[6]=min(1.5,np.clip(np.minimum(f.vx[m,3],B)-np.maximum(f.vx[m,1],T),0,None).sum()/max(1,B-T))
            s[7]=((f.hx[:,0]<c.x-h)&(f.hx[:,2]>c.x+h)&inside).sum()/nr
            if len(common):
                i=ga[7][ia]; j=gb[6][ib]
                off=np.abs(f.my[i]-f.my[j])/h; g=(f.l[j]-f.r[i])/h
                s[8]=f.low[j].mean(); s[9]=f.end[i].mean(); s[10]=f.figs[j].mean(); s[11]=np.sort(off)[len(off)//2]; s[12]=np.sort(g)[len(g)//2]; s[13]=g.std(); s[14]=(off<.2).mean()
            s[15]=(c.gap/h)/max(.1,mv)
            tw=sum(1 for r in node.two); s[16]=len(common)/max(1,tw); s[17]=(ga[5].max()-ga[5].min())/h
        else:
            s[1],s[2],s[3]=c.extra[:3]; s[4]=(c.x-T)/max(1,B-T); s[5]=(c.gap/h)/max(.1,mh)
            if best is not None:
                gx=best.x; s[6]=best.gap/h; s[7]=best.bars.sum()/nr
                for q,P in ((8,ga[1]),(9,gb[1])):
                    l_=(f.r[P]<=gx+.3*h).sum(); r_=(f.l[P]>=gx-.3*h).sum(); s[q]=min(l_,r_)/len(P); s[q+2]=(len(P)-l_-r_)/len(P)
                la=ga[1][f.mx[ga[1]]<gx]; lb=gb[1][f.mx[gb[1]]<gx]
                if len(la) and len(lb):
                    i=la[f.my[la].argmax()]; j=lb[f.my[lb].argmin()]; s[12]=f.low[j]; s[13]=f.end[i]; s[14]=f.hyph[i]
            s[15]=(ga[4].max()-ga[5].min())/max(1,R-L); s[16]=(gb[4].max()-gb[5].min())/max(1,R-L)
            s[17]=fa[12]/max(.01,fb[12])
    return X
