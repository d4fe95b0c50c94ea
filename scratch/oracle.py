import numpy as np
FLOAT=('caption','quote','note','box','head','advertisement','thing','side')
class Truth:
    """pairs of lines: M[i,j]=1 i before j; 0 after; nan free. unrelated flows listed"""
    def __init__(s,flow,rank,relations):
        n=len(flow); s.flow=np.array([hash(x)%(1<<30) for x in flow]); names=list(dict.fromkeys(flow)); s.id=np.array([names.index(x) for x in flow])
        s.rank=np.array(rank,float); s.names=names
        F=len(names); rel=np.zeros((F,F),int)
        for a,b in relations:
            if a in names and b in names: rel[names.index(a),names.index(b)]=1; rel[names.index(b),names.index(a)]=-1
        s.rel=rel; s.float=np.array([x.rpartition('-')[0] in FLOAT for x in names])
    def cost(s,parts):
        """violated pairs between parts, over all related pairs between parts"""
        seq=np.concatenate(parts); p=np.concatenate([[k]*len(q) for k,q in enumerate(parts)])
        ok=s.id[seq]>=0; seq=seq[ok]; p=p[ok]
        if len(seq)<2: return 0,0
        before=p[:,None]<p[None]
        fid=s.id[seq]; same=fid[:,None]==fid[None]; rk=s.rank[seq]
        R=s.rel[fid[:,None],fid[None]]
        wrong=before&((same&(rk[:,None]>rk[None]))|(~same&(R==-1)))
        total=before&(same|(R!=0))
        v=wrong.sum(); t=total.sum()
        # free flows
        u=np.unique(fid)
        if len(u)>1:
            O=np.zeros((len(u),len(seq))); 
            for k,x in enumerate(u): O[k]=fid==x
            C=O@before@O.T
            for a in range(len(u)):
                for b in range(a+1,len(u)):
                    if s.rel[u[a],u[b]]!=0: continue
                    if s.float[u[a]] or s.float[u[b]]:
                        ps=[len(np.unique(p[fid==u[k]])) for k in (a,b) if s.float[u[k]]]
                        if min(ps)==1: t+=0; continue
                    m=min(C[a,b],C[b,a]); v+=m; t+=C[a,b]+C[b,a]
        return v,t
