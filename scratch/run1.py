exec(open('/work/notes/lay/proto.py').read())
files=sorted(Path('/work/notes/lay/pages').glob('*.json'))
D=[]
t=time.time()
for f in files:
    try: lay=load(f)
    except Exception: continue
    if sum(len(b.lines) for b in lay.blocks)<4: continue
    D.append(prep(lay, f.name))
print(len(D), 'prep', time.time()-t)
tr=[d for d in D if d['layout'].family not in HELD_OUT]; te=[d for d in D if d['layout'].family in HELD_OUT]
def sc(d,seq): return score(d['layout'],[d['orig'][i] for i in seq])
def fitm(X,y,w,depth=4,trees=120,leaf=40): return _trees(X,y,w,Shape(trees,depth,.12,leaf))
# out-of-fold stage1 odds for train by family halves
fam=sorted({d['layout'].family for d in tr}); 
X=np.vstack([d['X'] for d in tr]); y=np.concatenate([d['y'] for d in tr])
m1=fitm(X,y,np.ones(len(y)))
for k in range(2):
    a=[d for d in tr if fam.index(d['layout'].family)%2!=k]; b=[d for d in tr if fam.index(d['layout'].family)%2==k]
    m=fitm(np.vstack([d['X'] for d in a]),np.concatenate([d['y'] for d in a]),np.ones(sum(len(d['y']) for d in a)))
    for d in b: d['odds']=m.decision_function(d['X']) if len(d['X']) else np.zeros(0)
for d in te: d['odds']=m1.decision_function(d['X']) if len(d['X']) else np.zeros(0)
acc=np.mean(np.concatenate([(d['odds']>0)==d['y'] for d in te])); print('stage1 acc held', acc, 'train n', len(y))
rows2=[];lab2=[];w2=[]
for d in D:
    d['ch'],d['F']=stage2(d,d['odds'],1.0)
for d in tr:
    l,w=labels2(d,d['ch']); ok=~np.isnan(l)
    sel=ok
    rows2.append(d['F'][sel]); lab2.append(l[sel]); ww=w[sel]/max(1,sel.sum())*200; w2.append(ww)
X2=np.vstack(rows2); y2=np.concatenate(lab2).astype(bool); W2=np.concatenate(w2)
print('stage2 rows',len(y2))
m2=fitm(X2,y2,W2,5,150,40)
def order(d):
    C=len(d['ch'])
    if C==1: return d['ch'][0]
    o=m2.decision_function(d['F'].reshape(C*C,-1)).reshape(C,C)
    np.fill_diagonal(o,0)
    return [i for c in arranged(o) for i in d['ch'][c]]
def rep(name,S):
    for label,fn in (('cut',lambda d:d['cut']),('learned',order)):
        r=[sc(d,fn(d)) for d in S]
        print(name,label,'right %.3f'%np.mean([x.is_right for x in r]),'violated %.4f'%np.mean([x.violated/max(1,x.pairs) for x in r]),'dist %.3f'%np.mean([x.distance for x in r]))
rep('train',tr); rep('held',te)
byf=defaultdict(list)
for d in te: byf[d['layout'].family].append((sc(d,d['cut']),sc(d,order(d))))
for f,v in sorted(byf.items()): print(f'{f:28}', len(v), 'cut %.2f %.3f'%(np.mean([a.is_right for a,_ in v]),np.mean([a.distance for a,_ in v])),'learned %.2f %.3f'%(np.mean([b.is_right for _,b in v]),np.mean([b.distance for _,b in v])))
