exec(open('/work/notes/lay/run4.py').read())
import time
t0=time.time()
files=sorted(Path('/work/notes/lay/pages').glob('*.json'))+sorted(Path('/work/notes/lay/more').glob('*.json'))
rr=random.Random(5); rr.shuffle(files)
G=[]
for k,f in enumerate(files):
    x=gen_page(f,photo=bool(k%2))
    if x: G.append(x)
tr=[d for d in G if not d['held']]; te=[d for d in G if d['held']][:160]
R=[x for x in (real_page(p) for p in REAL) if x]
print(len(tr),len(te),len(R),time.time()-t0,flush=True)
rng=random.Random(1)
def cutorder(d):
    from recto.reading_order.order import _read
    idx=d.get('solid',np.arange(d['n'])); o=[]
    for s in fold(d['page'],idx): o+=_read(d['page'],s)
    return o
def ruled(d,part,c,rng): return c[2],1
def uniq(rec):
    s=set();o=[]
    for d,k,c in rec:
        if (id(d),k) not in s: s.add((id(d),k)); o.append((d,k,c))
    return o
recs={}
def collect(S,ch):
    for d in S: walk(d,ch,rng,recs.setdefault((d['corpus'],d['name']),[]))
collect(tr,oracle); collect(tr,ruled)
print('gen walked',time.time()-t0,flush=True)
NOTRAIN={'newspaper-blackletter','forms','reference-cards'}
RT=[d for d in R if d['corpus'] not in NOTRAIN]
for d in RT: d['w']=1.5
collect(RT,oracle); collect(RT,best); collect(R,ruled)
print('real walked',time.time()-t0,flush=True)
def data(corpora_out=(),fams_out=()):
    return uniq([y for d in tr+RT if d['corpus'] not in corpora_out and d['group'] not in fams_out for y in recs[(d['corpus'],d['name'])]])
m,n=fitx(data()); print('fit',n,time.time()-t0,flush=True)
collect(tr,learned(m)); collect(RT,learned(m)); print('dagger',time.time()-t0,flush=True)
for d in R: d['rules']=rscore(d,cutorder(d))
for d in te: d['rules']=gscore(d,cutorder(d))
full,n=fitx(data()); print('fit2',n,time.time()-t0,flush=True)
pickle.dump((full,),open('/work/notes/lay/full4.pickle','wb'))
def repg(m,S,margin):
    r=[gscore(d,walk(d,learned(m,margin),rng)) for d in S]
    for ph in (False,True):
        q=[(x,d) for x,d in zip(r,S) if d['photo']==ph]
        print('margin',margin,'photo' if ph else 'scan','held right %.3f dist %.3f | rules %.3f %.3f'%(np.mean([x.is_right for x,_ in q]),np.mean([x.distance for x,_ in q]),np.mean([d['rules'].is_right for _,d in q]),np.mean([d['rules'].distance for _,d in q])),flush=True)
    by=defaultdict(list)
    for d,x in zip(S,r): by[d['group']].append((d['rules'],x))
    if margin==.1:
        for k,v in sorted(by.items()): print('   %-28s'%k,len(v),'  '.join('%.2f %.3f'%(np.mean([x[j].is_right for x in v]),np.mean([x[j].distance for x in v])) for j in range(2)))
for mg in (.1,.3): repg(full,te,mg)
models={c:(full if c in NOTRAIN or c.startswith(('basel','city','cook')) else fitx(data((c,)),trees=150)[0]) for c in sorted({d['corpus'] for d in R})}
print('loo fits',time.time()-t0,flush=True)
for mg in (0,.1,.2,.3):
    by=defaultdict(list)
    for d in R:
        rw=walk(d,learned(models[d['corpus']],mg),rng); by[d['corpus']].append((d['name'],d['rules'],rscore(d,rw),d['doubt'],rscore(d,walk(d,best,rng))))
    for k,v in by.items():
        print('margin',mg,k,len(v),'rules %.4f learned %.4f oracle %.4f'%tuple(np.mean([[x[1],x[2],x[4]] for x in v],0)))
        if mg in(.1,.2):
          for x in v:
            if abs(x[1]-x[2])>.02: print('     %-50s rules %.3f learned %.3f doubt %.2f oracle %.3f'%x)
print(time.time()-t0,flush=True)
