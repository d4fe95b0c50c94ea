import pickle, unicodedata, re
from collections import defaultdict, Counter
import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz import fuzz
P=pickle.load(open('/work/notes/lay/real/pages.pickle','rb'))
def al(t): return "".join(c for c in unicodedata.normalize("NFKC",t).lower() if unicodedata.category(c)[0] in 'LN' or unicodedata.category(c) in('Mn','Mc'))
def cer(a,b):
    a,b=al(a),al(b); return min(1,Levenshtein.distance(a,b)/max(1,len(b)))
def f1(a,b):
    t=lambda s: Counter(re.findall(r'\w+',unicodedata.normalize("NFKC",s).lower()))
    x,y=t(a),t(b); c=sum((x&y).values()); return 2*c/max(1,sum(x.values())+sum(y.values()))
from recto.text.markup import plain_lines
def truthtext(t): return "\n".join(" ".join(l) for l in plain_lines(t))
def place(p):
    """each piece's (start,end) place in the compact truth; pieces that occur twice go to the occurrence that continues a neighbour"""
    T=al(truthtext(p['truth'])); span={}; used=np.zeros(len(T)+1,bool)
    S={i:al(t) for i,t in p['text'].items() if i>=0}
    for i,s in sorted(S.items(),key=lambda x:-len(x[1])):
        if len(s)<5 or len(s)>len(T): continue
        a=fuzz.partial_ratio_alignment(s,T,score_cutoff=78)
        if not a: continue
        T2=T[:a.dest_start]+'\x00'*(a.dest_end-a.dest_start)+T[a.dest_end:]
        b=fuzz.partial_ratio_alignment(s,T2,score_cutoff=70)
        if b and b.score>a.score-12: continue
        span[i]=(a.dest_start,a.dest_end); used[a.dest_start:a.dest_end]=True
    boxes={i:p['shown'][i].box for i in S}
    def nb(i):
        b=boxes[i]; h=b.height; L=A=R=B=None
        for j,c in boxes.items():
            if j==i: continue
            if min(b.bottom,c.bottom)-max(b.top,c.top)>.4*min(h,c.height):
                if c.right<=b.left+.5*h and (L is None or c.right>boxes[L].right): L=j
                if c.left>=b.right-.5*h and (R is None or c.left<boxes[R].left): R=j
            elif min(b.right,c.right)-max(b.left,c.left)>0:
                if c.bottom<=b.top+.6*h and (A is None or c.bottom>boxes[A].bottom): A=j
                if c.top>=b.bottom-.6*h and (B is None or c.top<boxes[B].top): B=j
        return L,A,R,B
    N={}
    for _ in range(3):
        new=0
        for i,s in S.items():
            if i in span or len(s)<2: continue
            if i not in N:
                occ=[];k=T.find(s)
                while k>=0 and len(occ)<60: occ.append(k); k=T.find(s,k+1)
                N[i]=(nb(i),occ)
            (L,A,R,B),occ=N[i]; best=None
            for k in occ:
                if used[k:k+len(s)].any(): continue
                d=min([abs(k-span[j][1]) for j in (L,A) if j in span]+[abs(span[j][0]-k-len(s)) for j in (R,B) if j in span]+[99])
                if best is None or d<best[0]: best=(d,k)
            if best and best[0]<=2: span[i]=(best[1],best[1]+len(s)); used[best[1]:best[1]+len(s)]=True; new+=1
        if not new: break
    return {i:(a+b)/2 for i,(a,b) in span.items()}
def text_of(p,rows):
    seq=[i for r in rows for i in r]
    return "\n".join(p['text'].get(i,'') for i in seq)+"\n"+"\n".join(p['text'].get(-1-j,'') for j in range(len(p['beside'])))
if __name__=='__main__':
    by=defaultdict(list)
    for p in P:
        tt=truthtext(p['truth'])
        c=cer(text_of(p,p['rows']),tt); f=f1(text_of(p,p['rows']),tt)
        pos=place(p)
        # oracle: pieces with a place sorted by it; others stay after their predecessor in the current order
        seq=[i for r in p['rows'] for i in r]; key={}; last=-1
        for i in seq:
            if i in pos: last=pos[i]
            key[i]=last
        orc=sorted(range(len(seq)),key=lambda a:(key[seq[a]],a))
        o=cer("\n".join(p['text'].get(seq[a],'') for a in orc),tt)
        by[p['corpus']].append((p['id'],c,f,o,len(seq)))
    for k,v in by.items():
        print(k,len(v),'cer %.4f f1 %.3f oracle-order %.4f'%tuple(np.mean([[x[1],x[2],x[3]] for x in v],axis=0)))
        for x in sorted(v,key=lambda x:-(x[1]-x[3]))[:7]:
            if x[1]-x[3]>.03: print('   %-44s cer %.3f f1 %.2f oracle %.3f n %d'%x)
