# SPDX-License-Identifier: GPL-3.0-or-later
"""Losses of each sample; the gradient is that of their mean."""
import torch
import torch.nn.functional as F

from common import ROWS, array, arrays, case, draw, parameters


def loss(name, x, target, losses, **settings):
    losses.mean().backward()
    case("loss", name, shape=x.shape[1:], **settings)
    arrays(input=x, target=target.double(), output=losses, input_gradient=x.grad)


def classes(name, f, scales=(1, 50, 1e4), **settings):
    """a loss of logits and classes, at ordinary logits, at some whose exponentials overflow float32, and where they overflow
    float64"""
    for scale in scales:
        x = (draw(ROWS, 5).detach() * scale).requires_grad_()
        t = torch.tensor([4, 0, 2])
        loss(name, x, t, f(x, t), **settings)


def points(name, f, binary=False, scales=(1, 50, 1e4), **settings):
    """a loss of each output and its target, of which a sample's loss is the mean"""
    for scale in scales:
        x = (draw(ROWS, 4).detach() * scale).requires_grad_()
        t = torch.randint(0, 2, (ROWS, 4)).double() if binary else draw(ROWS, 4).detach()
        loss(name, x, t, f(x, t).mean(1), **settings)


def kink(name, f, x, t, **settings):
    """exactly where the slope jumps"""
    x, t = (torch.tensor([v] * ROWS).double() for v in (x, t))
    x.requires_grad_()
    loss(name, x, t, f(x, t).mean(1), **settings)


def focal(gamma, alpha):  # as in torchvision's sigmoid_focal_loss
    def f(x, t):
        p = torch.sigmoid(x)
        p_true = p * t + (1 - p) * (1 - t)
        ce = F.binary_cross_entropy_with_logits(x, t, reduction="none")
        return (alpha * t + (1 - alpha) * (1 - t)) * ce * (1 - p_true) ** gamma
    return f


def softmax_focal(gamma):
    def f(x, t):
        log_p = F.log_softmax(x, 1).gather(1, t[:, None])[:, 0]
        return -(1 - log_p.exp()) ** gamma * log_p
    return f


def mixture(components, d):
    def f(x, t):
        mixing = torch.distributions.Categorical(logits=x[:, :components])
        sigma = x[:, components:2 * components, None].exp().expand(-1, -1, d)
        normal = torch.distributions.Normal(x[:, 2 * components:].reshape(-1, components, d), sigma)
        mixture = torch.distributions.MixtureSameFamily(mixing, torch.distributions.Independent(normal, 1))
        return -mixture.log_prob(t)
    x, t = draw(ROWS, components * (d + 2)), draw(ROWS, d).detach()
    loss("mixture-nll", x, t, f(x, t), n=d, components=components)


def kl(direction):
    x, t = draw(ROWS, 5), torch.rand(ROWS, 5).float().double()
    p, log_q = t / t.sum(1, keepdim=True), F.log_softmax(x, 1)
    q = log_q.exp()
    m = (p + q) / 2
    divergence = {"forward": p * (p.log() - log_q), "reverse": q * (log_q - p.log()),
                  "js": (p * (p / m).log() + q * (q / m).log()) / 2}[direction].sum(1)
    loss("kl", x, t, divergence, direction=direction)


def distillation(temperature, alpha, classes=(4, 0, 2)):
    x, teacher, t = draw(ROWS, 5), (2 * draw(ROWS, 5)).detach(), torch.tensor(classes)
    soft = F.kl_div(F.log_softmax(x / temperature, 1), F.softmax(teacher / temperature, 1), reduction="none").sum(1)
    losses = alpha * temperature**2 * soft + (1 - alpha) * F.cross_entropy(x, t, reduction="none", ignore_index=-1)
    loss("distillation", x, torch.cat([t[:, None].double(), teacher], 1), losses, temperature=temperature, alpha=alpha)


def bce(x, t, weight=1.0):
    return F.binary_cross_entropy_with_logits(x, t, reduction="none", pos_weight=torch.tensor(weight))


def margin(name, bend, scale=16, **settings):
    """bend: the score of the true class made of its cosine"""
    x, w, t = draw(ROWS, 4), draw(4, 5), torch.tensor([4, 0, 2])
    cosines = F.normalize(x, dim=1) @ F.normalize(w, dim=0)
    losses = F.cross_entropy(scale * torch.where(F.one_hot(t, 5) > 0, bend(cosines), cosines), t, reduction="none")
    loss(name, x, t, losses, n=5, scale=scale, **settings)
    parameters((w, w.grad))


def psi(m):
    def f(c):
        angle = c.acos()
        k = (m * angle / torch.pi).floor()
        return (-1) ** k * (m * angle).cos() - 2 * k
    return f


def l_softmax(m, anneal):
    x, w, t = draw(ROWS, 4), draw(4, 5), torch.tensor([4, 0, 2])
    lengths = x.norm(dim=1)[:, None] * w.norm(dim=0)[None]
    cosines = x @ w / lengths
    bent = lengths * (psi(m)(cosines) + anneal * cosines) / (1 + anneal)
    losses = F.cross_entropy(torch.where(F.one_hot(t, 5) > 0, bent, x @ w), t, reduction="none")
    loss("l-softmax", x, t, losses, n=5, margin=m, anneal=anneal)
    parameters((w, w.grad))
    array("parameter1", torch.zeros(5))


def center(alpha):
    x, centres, t = draw(ROWS, 4), draw(5, 4).detach(), torch.tensor([1, 0, 1])
    loss("center", x, t, (x - centres[t]).pow(2).sum(1) / 2, n=5, alpha=alpha, commits=2)
    array("parameter0", centres)
    for _ in range(2):
        for j in range(5):
            mine = x[t == j]
            centres[j] -= alpha * (centres[j] - mine).sum(0) / (1 + len(mine))
    array("parameter0_after", centres)


def contrastive(margin):
    x, t = draw(ROWS, 4), torch.tensor([1, 0, 1])
    apart = (x[:, None] - x[None]).pow(2).sum(2)
    distance = (apart + torch.eye(ROWS)).sqrt()
    pairs = torch.where(t[:, None] == t[None], apart / 2, F.relu(margin - distance) ** 2 / 2)
    loss("contrastive", x, t, (pairs * (1 - torch.eye(ROWS))).sum(1) / (ROWS - 1), margin=margin)


def triplet(margin, mining):  # three rows leave no choice: a 0 b 1, b 0 a 1, and no positive for 1
    x, t = draw(ROWS, 4), torch.tensor([0, 1, 0])
    d = lambda i, j: (x[i] - x[j]).pow(2).sum()
    losses = torch.stack([F.relu(d(0, 2) - d(0, 1) + margin), 0 * d(1, 0), F.relu(d(2, 0) - d(2, 1) + margin)])
    loss("triplet", x, t, losses, margin=margin, mining=mining)


def write():
    classes("softmax-ce", lambda x, t: F.cross_entropy(x, t, reduction="none"))
    classes("softmax-ce", lambda x, t: F.cross_entropy(x, t, reduction="none", label_smoothing=0.2), smoothing=0.2)
    weights = torch.tensor([0.5, 1, 3, 1, 0.25])
    classes("weighted-ce", lambda x, t: F.cross_entropy(x, t, weights, reduction="none"), weight0=0.5, weight2=3,
            weight4=0.25)
    classes("softmax-focal", softmax_focal(2), gamma=2)
    classes("softmax-focal", softmax_focal(0.5), (1,), gamma=0.5)  # PyTorch has no slope where p = 1
    classes("multiclass-hinge",  # not the mean over rivals, as in multi_margin_loss, but the largest
            lambda x, t: F.relu(1 + (x - x.gather(1, t[:, None]) - 1e9 * F.one_hot(t, 5)).max(1)[0]))
    points("bce", bce, binary=True)
    points("weighted-bce", lambda x, t: bce(x, t, 3.0), binary=True, weight=3)
    points("focal", focal(2, 0.25), binary=True)
    points("focal", focal(0.5, 0.6), True, (1,), gamma=0.5, alpha=0.6)
    points("hinge", lambda x, t: F.relu(1 - (2 * t - 1) * x), binary=True)
    points("sigmoid-mse", lambda x, t: (torch.sigmoid(x) - t) ** 2, binary=True)
    points("mse", lambda x, t: F.mse_loss(x, t, reduction="none"))
    points("mae", lambda x, t: F.l1_loss(x, t, reduction="none"))
    points("huber", lambda x, t: F.huber_loss(x, t, reduction="none", delta=0.7), delta=0.7)
    points("smooth-l1", lambda x, t: F.smooth_l1_loss(x, t, reduction="none", beta=0.7), beta=0.7)
    real, fake = lambda x: bce(x, torch.ones_like(x)), lambda x: bce(x, torch.zeros_like(x))
    for name, critic, generator in (("gan-saturating", bce, lambda x: -fake(x)), ("gan-nonsaturating", bce, real),
                                    ("wgan", lambda x, t: x * (1 - 2 * t), lambda x: -x)):
        points(name, critic, binary=True)
        points(name, lambda x, t: (1 - t) * generator(x), binary=True, player="generator")
    mixture(2, 1)
    mixture(3, 2)
    for direction in ("forward", "reverse", "js"):
        kl(direction)
    distillation(4, 0.9)
    distillation(1.5, 0.3)
    x, t = draw(ROWS, 1), draw(ROWS, 1).detach()
    loss("value", x, t, x.sum(1))
    margin("cosface", lambda c: c - 0.35, margin=0.35)
    margin("arcface", lambda c: torch.where(c.acos() + 0.5 > torch.pi, c - 0.5 * torch.tensor(0.5).sin(), (c.acos() + 0.5).cos()),
           margin=0.5)
    margin("a-softmax", psi(2), margin=2)
    margin("a-softmax", lambda c: (psi(4)(c) + 3 * c) / 4, scale=5, margin=4, anneal=3)
    contrastive(1)
    contrastive(5)
    for mining in ("random", "semi-hard", "hard"):
        triplet(4, mining)
    l_softmax(2, 0)
    l_softmax(4, 3)
    center(0.5)
    center(0.9)
    kink("mae", lambda x, t: F.l1_loss(x, t, reduction="none"), [0.5, -2, 0, 0], [0.5, -2, 0, 1])
    kink("huber", lambda x, t: F.huber_loss(x, t, reduction="none", delta=0.5), [0.5, -0.5, 0, 1], [0, 0, 0, 0], delta=0.5)
    kink("smooth-l1", lambda x, t: F.smooth_l1_loss(x, t, reduction="none", beta=0.5), [0.5, -0.5, 0, 1], [0, 0, 0, 0], beta=0.5)
    kink("hinge", lambda x, t: F.relu(1 - (2 * t - 1) * x), [1, -1, 0.5, -0.5], [1, 0, 1, 0])
    distillation(3, 0.5, (-1, 1, 3))
    answer_less_target = lambda x, t: ((x > 0).double() - t) * x
    points("perceptron", answer_less_target, binary=True)
    kink("perceptron", answer_less_target, [0, 0, 2, -2], [0, 1, 0, 1])
